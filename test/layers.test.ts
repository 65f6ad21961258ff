import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const LONGEST = 300;
/** More files than this in one folder, and nobody finds the one that is meant. */
const CROWDED = 25;
/** What programs import from (the components, the library that is published alone), and a list that bundles need. */
const BARRELS = [
  "components/index.ts",
  "src/propagation/api.js",
  "src/cluster/kubernetesClient.ts",
];

/** One import of a source file, dynamic ones and re-exports too. */
interface Import {
  from: string;
  /** As written. */
  module: string;
  /** The file it leads to, when that is one of ours. */
  to: string | undefined;
  typesOnly: boolean;
}

/** What one room of the project may import: names of rooms, and those of which it may import types alone. */
interface Rule {
  any: string[];
  types: string[];
  pulumi: boolean;
}

const files = globSync(
  ["*.ts", "*/**/*.ts", "cli/*.js", "src/propagation/*.js", "src/laptop/preload/*.mjs"],
  {
    cwd: ROOT,
    exclude: ["node_modules", "dist", "test", "examples", "bench/node_modules", "vitest.config.ts"],
  },
).sort();
const sources = new Map(files.map((file) => [file, readFileSync(join(ROOT, file), "utf8")]));
const imports = [...sources].flatMap(([file, text]) => importsOf(file, text));
const rules = readRules(readFileSync(join(ROOT, "docs/architecture.md"), "utf8"));

describe("the import table of docs/architecture.md", () => {
  test("names every room of the project", () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !rules.has(room))).toEqual([]);
  });

  test("allows every import between rooms", () => {
    const crossing = imports.filter(
      ({ from, to }) => to !== undefined && roomOf(to) !== roomOf(from),
    );
    expect(crossing.length).toBeGreaterThan(files.length / 2);
    expect(crossing.filter((found) => !isAllowed(found)).map(show)).toEqual([]);
  });

  test("allows every import of Pulumi", () => {
    const pulumi = imports.filter(({ module }) => /^(@pulumi\/|pulumi($|\/))/.test(module));
    expect(pulumi.filter(({ from }) => !rules.get(roomOf(from))?.pulumi).map(show)).toEqual([]);
  });
});

test("no file imports itself by way of others", () => {
  expect(cycles(imports)).toEqual([]);
});

test("no file passes on what another one exports, but those that say why", () => {
  const barrels = [...sources].filter(
    ([file, text]) => !BARRELS.includes(file) && reexports(parse(file, text)),
  );
  expect(barrels.map(([file]) => file)).toEqual([]);
});

test(`no folder has more than ${CROWDED} source files`, () => {
  const crowded = [...Map.groupBy(files, roomOf)].map(([room, { length }]) => ({ room, length }));
  expect(crowded.filter(({ length }) => length > CROWDED)).toEqual([]);
});

test(`no source file is longer than ${LONGEST} lines`, () => {
  const lengths = [...sources].map(([file, text]) => ({
    file,
    lines: text.split("\n").length - 1,
  }));
  expect(lengths.filter(({ lines }) => lines > LONGEST)).toEqual([]);
});

describe("these checks", () => {
  test.each([
    ['import { a } from "./b.ts";', false],
    ['import type { a } from "./b.ts";', true],
    ['import { type a, type b } from "./b.ts";', true],
    ['import { type a, b } from "./b.ts";', false],
    ['import "./b.ts";', false],
    ['export * from "./b.ts";', false],
    ['export type { a } from "./b.ts";', true],
    ['const b = await import("./b.ts");', false],
    ['let b: import("./b.ts").B;', true],
  ])("read %s", (text, typesOnly) => {
    expect(importsOf("emit/a.ts", text)).toEqual([
      { from: "emit/a.ts", module: "./b.ts", to: "emit/b.ts", typesOnly },
    ]);
  });

  test("find cycles", () => {
    const files = ['import "./b.ts";', 'import "./c.ts";', 'import type { b } from "./b.ts";'];
    const edges = files.flatMap((text, i) => importsOf(`${"abc"[i]}.ts`, text));
    expect(cycles(edges)).toEqual(["b.ts -> c.ts -> b.ts"]);
  });

  test.each([
    ['export { a } from "./b.ts";', true],
    ['import { a } from "./b.ts";\nexport { a };', true],
    ['import { a } from "./b.ts";\nexport const c = a;', false],
  ])("see whether %j passes something on", (text, expected) => {
    expect(reexports(parse("a.ts", text))).toBe(expected);
  });

  test("read the table", () => {
    const table =
      "| `a.ts` | x | `b`, `c` types |\n| `d` | x | `b/*`, Pulumi |\n| `b` | x | nothing |";
    expect([...readRules(table)]).toEqual([
      ["a.ts", { any: ["b"], types: ["c"], pulumi: false }],
      ["d", { any: ["b/*"], types: [], pulumi: true }],
      ["b", { any: [], types: [], pulumi: false }],
    ]);
  });
});

/** `src/config` of `src/config/read.ts`; a file at the top is a room by itself. */
function roomOf(file: string): string {
  return file.includes("/") ? dirname(file) : file;
}

function isAllowed({ from, to = "", typesOnly }: Import): boolean {
  const rule = rules.get(roomOf(from));
  const covers = (name: string) =>
    name.endsWith("/*") ? `${roomOf(to)}/`.startsWith(name.slice(0, -1)) : name === roomOf(to);
  return rule !== undefined && (rule.any.some(covers) || (typesOnly && rule.types.some(covers)));
}

function show({ from, module, typesOnly }: Import): string {
  return `${from} imports ${typesOnly ? "types of " : ""}${module}`;
}

function readRules(markdown: string): Map<string, Rule> {
  const rows = markdown
    .split("\n")
    .filter((line) => /^\| `/.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  return new Map(
    rows.map(([, name = "", , may = ""]): [string, Rule] => {
      const found = [...may.matchAll(/`([^`]+)`( types)?/g)];
      const named = (types: boolean) =>
        found.filter((one) => (one[2] !== undefined) === types).map(([, room = ""]) => room);
      return [
        name.replaceAll("`", ""),
        { any: named(false), types: named(true), pulumi: /\bPulumi\b/.test(may) },
      ];
    }),
  );
}

function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
}

function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typesOnly: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteral(specifier)) return;
    const module = specifier.text;
    const to = relative(ROOT, resolve(ROOT, dirname(file), module));
    found.push({ from: file, module, to: module.startsWith(".") ? to : undefined, typesOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, importsTypesOnly(node));
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, true);
    const isCall =
      ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    if (isCall) add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(parse(file, text));
  return found;
}

function importsTypesOnly({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined) return false;
  if (importClause.isTypeOnly) return true;
  const { name, namedBindings } = importClause;
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings))
    return false;
  return namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}

/** Whether a file exports from another one, at once or by way of an import. */
function reexports(source: ts.SourceFile): boolean {
  const imported = source.statements.filter(ts.isImportDeclaration).flatMap(({ importClause }) => {
    const bindings = importClause?.namedBindings;
    return bindings && ts.isNamedImports(bindings)
      ? bindings.elements.map(({ name }) => name.text)
      : [];
  });
  return source.statements
    .filter(ts.isExportDeclaration)
    .some(({ moduleSpecifier, exportClause }) => {
      if (moduleSpecifier !== undefined) return true;
      if (exportClause === undefined || !ts.isNamedExports(exportClause)) return false;
      return exportClause.elements.some(({ name, propertyName }) =>
        imported.includes((propertyName ?? name).text),
      );
    });
}

/** Every way that leads from a file back to itself, once. */
function cycles(edges: Import[]): string[] {
  const next = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, way: string[]): void => {
    const start = way.indexOf(file);
    if (start !== -1) found.push([...way.slice(start), file].join(" -> "));
    if (start !== -1 || done.has(file)) return;
    for (const { to } of next.get(file) ?? []) if (to !== undefined) walk(to, [...way, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return found;
}
