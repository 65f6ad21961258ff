import { readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { stringifyJson } from "../../src/exactJson.ts";
import { type Compiled, compile } from "../../src/openapi/compile.ts";
import { formatProblem } from "../../src/problem.ts";
import { expectSound } from "../openapi/sound.ts";
import { WILD_DOCUMENTS } from "./documents.ts";
import { goModule } from "./goModule.ts";

const NO_FRAGMENT = 'a path must not contain "#": what follows it is never sent';
const NO_SCHEME = 'there is no security scheme "api_key"';
// They are flags in draft-04, and numbers since draft-06. The document has flags in schemas of three later dialects.
const EXCLUSIVE = ["Minimum", "Maximum"].map(
  (end) => `"exclusive${end}": expected a number, received true`,
);

const NO_FINAL = "expected a final response such as 200, received only 1xx";

/** What is wrong in the example documents, by their paths with `*` for the form. */
const PROBLEMS: Record<string, string[]> = {
  "3.0/*/parameters-style.*": [NO_FRAGMENT, NO_FRAGMENT],
  "3.1/*/parameters-style.*": [NO_FRAGMENT, NO_FRAGMENT],
  "3.0/*/http-status-codes.*": [NO_FINAL, NO_FINAL, NO_FINAL, NO_FINAL],
  "3.0/*/response-http-behavior.*": [NO_SCHEME, NO_SCHEME, NO_SCHEME],
  "3.1/*/schema-validation-local.*": [...EXCLUSIVE, ...EXCLUSIVE, ...EXCLUSIVE],
};

const PACKAGES = join(import.meta.dirname, "node_modules");

describe("public documents compile", () => {
  for (const { name, kind, module, path, ...expected } of WILD_DOCUMENTS) {
    test(`${name} (${kind})`, { timeout: 300_000 }, ({ skip }) => {
      const found = module === undefined ? { folder: PACKAGES } : goModule(module);
      if ("reason" in found) skip(`${module}: ${found.reason}`);
      else {
        const file = join(found.folder, path);
        const compiled = compile(file);
        expect(summaryOf(compiled, dirname(file))).toEqual(expected);
        expectSound(compiled.table);
        expect(stringifyJson(compile(file))).toBe(stringifyJson(compiled));
      }
    });
  }
});

describe("every example document of @readme/oas-examples compiles", () => {
  const folder = join(PACKAGES, "@readme/oas-examples");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /^[23]\.\d\/.*\.(json|yaml)$/.test(file))
    .toSorted();

  test.each(files)("%s", (file) => {
    const { table, problems } = compile(join(folder, file));
    expect(problems.map(({ what }) => what)).toEqual(
      PROBLEMS[file.replace(/json|yaml/g, "*")] ?? [],
    );
    expectSound(table);
  });
});

describe("every document for the generated clients of Azure compiles", () => {
  const folder = join(PACKAGES, "@microsoft.azure/autorest.testserver/swagger");
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .toSorted();

  test.each(files)("%s", (file) => {
    const { table, problems } = compile(join(folder, file));
    const left = problems.filter(({ what }) => !isUnreachable(what));
    expect(left.map(({ what }) => what)).toEqual([]);
    expectSound(table);
  });
});

/** Some of them are only for generators: paths with a query, and two paths that take the same requests. */
function isUnreachable(what: string): boolean {
  return what.startsWith("no request can reach it") || what.includes('must not contain "?"');
}

function summaryOf({ table, problems }: Compiled, folder: string) {
  return {
    routes: table.routes.length,
    schemas: Object.keys(table.schemas).length,
    basePaths: table.basePaths,
    problems: problems.map(({ where, ...rest }) =>
      formatProblem({ where: relative(folder, resolve(where)), ...rest }),
    ),
  };
}
