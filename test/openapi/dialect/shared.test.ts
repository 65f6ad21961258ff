import { expect, test } from "vitest";
import { emptyShared, share } from "../../../src/openapi/dialect/shared.ts";
import type { Node } from "../../../src/openapi/document/node.ts";

const ROOT = { file: { path: "/specs/api.yaml", text: "", root: {} }, value: {} };
const OTHER = { file: { path: "/specs/pets/Pet.v1.yaml", text: "", root: {} }, value: {} };

function at(root: Node, ...keys: string[]): Node {
  return keys.reduce(
    (parent: Node, key): Node => ({ file: parent.file, value: {}, parent, key }),
    root,
  );
}

test("what is shared is named after its component, its file, or the keys that lead to it", () => {
  const nodes = [
    at(ROOT, "components", "schemas", "Pet"),
    at(ROOT, "components", "schemas", "Pet", "properties", "name"),
    at(ROOT, "definitions", "Dog"),
    OTHER,
    at(OTHER, "$defs", "Leg"),
    at(ROOT, "paths", "/pets/{id}", "get"),
    at(ROOT, "components", "examples", "a b/c"),
    at(ROOT, "definitions", "__proto__"),
    at(ROOT, "components"),
  ];
  const shared = emptyShared();
  expect(nodes.map((node) => share(shared, node))).toEqual([
    "Pet",
    "Pet_properties_name",
    "Dog",
    "Pet.v1",
    "_defs_Leg",
    "paths__pets_id__get",
    "a_b_c",
    "proto",
    "components",
  ]);
});

test("one place has one name, and of two places with one name the later has a number", () => {
  const shared = emptyShared();
  const [first, second, third] = ["definitions", "schemas", "more"].map((key) =>
    at(ROOT, key, "Pet"),
  );
  const names = [first, second, first, at(OTHER, "definitions", "Pet"), third].map(
    (node) => node && share(shared, node),
  );
  expect(names).toEqual(["Pet", "schemas_Pet", "Pet", "Pet2", "more_Pet"]);
  expect(shared.waiting.map(({ name }) => name)).toEqual([
    "Pet",
    "schemas_Pet",
    "Pet2",
    "more_Pet",
  ]);
});
