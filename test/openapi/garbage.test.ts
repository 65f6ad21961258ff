import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { dump } from "js-yaml";
import { test } from "vitest";
import { compile } from "../../src/openapi/compile.ts";
import { UserError } from "../../src/problem.ts";
import { folderOf } from "./documents.ts";
import { DOCUMENTS } from "./sameApi.ts";
import { expectSound } from "./sound.ts";

/** What people and tools leave in documents by mistake. */
const JUNK: unknown[] = [
  null,
  true,
  0,
  -1,
  "",
  "x",
  "#/",
  [],
  {},
  [null],
  [[]],
  { $ref: 1 },
  { $ref: "" },
  { $ref: "#" },
  { $ref: "#/" },
  { $ref: "#/paths" },
  { $ref: "#/nowhere/at/all" },
  { $ref: "#anchor" },
  { $ref: "missing.yaml#/a" },
  { $ref: "../outside.yaml" },
  { $ref: "https://example.com/a.yaml" },
  { $ref: "%" },
  { $ref: "\u0000" },
  { __proto__x: 1, constructor: 1, toString: {} },
  JSON.parse('{"__proto__": {"get": {}}, "hasOwnProperty": 1}'),
];

test("a document with anything in any place is compiled or refused with a UserError, never worse", () => {
  const folder = folderOf({});
  const place = fc.array(fc.nat(), { minLength: 1, maxLength: 8 });
  const change = fc.record({ place, value: fc.oneof(fc.constantFrom(...JUNK), fc.jsonValue()) });
  fc.assert(
    fc.property(
      fc.constantFrom(...DOCUMENTS),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      (document, changes) => {
        const broken = structuredClone(document);
        for (const { place, value } of changes) replaceAt(broken, place, structuredClone(value));
        const file = join(folder, "api.json");
        writeFileSync(file, JSON.stringify(broken));
        const table = compileOrRefuse(file);
        if (table !== undefined) expectSound(table);
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});

test("a text with characters lost, doubled or changed is compiled or refused with a UserError, never worse", () => {
  const folder = folderOf({});
  const texts = DOCUMENTS.flatMap((document) => [
    JSON.stringify(document, null, 2),
    dump(document),
  ]);
  const edit = fc.record({
    at: fc.nat(),
    length: fc.nat(40),
    insert: fc.constantFrom(
      "",
      "{",
      "}",
      "\n",
      "\t",
      "- ",
      ": ",
      "&a ",
      "*a ",
      "|\n",
      '"',
      "!!binary ",
      "é",
      "#",
    ),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(edit, { minLength: 1, maxLength: 3 }),
      (text, edits) => {
        let broken = text;
        for (const { at, length, insert } of edits) {
          const from = at % broken.length;
          broken = broken.slice(0, from) + insert + broken.slice(from + length);
        }
        const file = join(folder, "api.yaml");
        writeFileSync(file, broken);
        const table = compileOrRefuse(file);
        if (table !== undefined) expectSound(table);
      },
    ),
    { seed: 2, numRuns: 200 },
  );
});

/** Walks down by the numbers, each taken modulo the keys that there are, and replaces what it ends at. */
function replaceAt(root: unknown, place: number[], value: unknown): void {
  let holder = root;
  for (const [depth, number] of place.entries()) {
    if (typeof holder !== "object" || holder === null) return;
    const keys = Object.keys(holder);
    const key = keys[number % keys.length];
    if (key === undefined) return;
    const inner: unknown = Reflect.get(holder, key);
    const isLast = depth === place.length - 1 || typeof inner !== "object" || inner === null;
    if (isLast) {
      Object.defineProperty(holder, key, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      return;
    }
    holder = inner;
  }
}

function compileOrRefuse(file: string) {
  try {
    return compile(file).table;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
