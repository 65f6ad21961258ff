import { resolve } from "node:path";
import { expect, test } from "vitest";
import { compile } from "../../../src/openapi/compile.ts";
import { mayFetch, noReferences, referredUrl } from "../../../src/openapi/document/references.ts";
import { formatProblem } from "../../../src/problem.ts";
import { folderOf } from "../documents.ts";

test.each([
  ["https://a.example/specs/pet.yaml", true],
  ["https://a.example/specs/deep/pet.yaml", true],
  ["https://a.example/specs", true],
  ["https://a.example/specs2/pet.yaml", false],
  ["https://a.example/other.yaml", false],
  ["https://a.example.evil/specs/pet.yaml", false],
  ["https://a.example:8443/specs/pet.yaml", false],
  ["http://a.example/specs/pet.yaml", false],
  ["https://a.example/one.yaml", true],
  ["https://a.example/one.yaml.bak", false],
  ["file:///etc/passwd", false],
])("%s may be fetched: %s", (url, may) => {
  const urls = ["https://a.example/specs", "https://a.example/one.yaml", "file:///etc/"];
  expect(mayFetch({ ...noReferences(), urls }, url)).toBe(may);
});

test.each([
  ["/here/api.yaml", "pet.yaml", undefined],
  ["/here/api.yaml", "https://b.example/pet.yaml#/a", "https://b.example/pet.yaml"],
  ["/here/api.yaml", "//b.example/pet.yaml", "//b.example/pet.yaml"],
  ["/copies/1", "pet.yaml", "https://a.example/specs/pet.yaml"],
  ["/copies/1", "../pet.yaml", "https://a.example/pet.yaml"],
  ["/copies/1", "%2e%2e/pet.yaml", "https://a.example/pet.yaml"],
  ["/copies/1", "/etc/passwd", "https://a.example/etc/passwd"],
  ["/copies/1", "file:///etc/passwd", "file:///etc/passwd"],
])("in %s, %s means %s", (file, path, url) => {
  const fetched = new Map([["https://a.example/specs/api.yaml", { path: "/copies/1" }]]);
  expect(referredUrl({ ...noReferences(), fetched }, file, path)).toBe(url);
});

const files = {
  "api/openapi.yaml": `
openapi: 3.0.3
paths:
  /pets:
    get:
      responses: { "200": { $ref: "../shared/responses.yaml#/Ok" } }
`,
  "shared/responses.yaml":
    "Ok: { description: ok, content: { application/json: { example: ok } } }",
};

test("files outside the document's folder are read where they are allowed, and only there", () => {
  const folder = folderOf(files);
  const contentWith = (folders: string[]) => {
    const references = { ...noReferences(), folders };
    const { table, problems } = compile(resolve(folder, "api/openapi.yaml"), { references });
    return [table.routes[0]?.responses[0]?.content.length, problems.map(formatProblem).length];
  };
  expect(contentWith([])).toEqual([0, 1]);
  expect(contentWith([resolve(folder, "other")])).toEqual([0, 1]);
  expect(contentWith([resolve(folder, "shared")])).toEqual([1, 0]);
  expect(contentWith([folder])).toEqual([1, 0]);
});
