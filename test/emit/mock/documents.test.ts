import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { documentKey, layOut, readDocuments } from "../../../src/emit/mock/documents.ts";
import { loadedMock, tableOf } from "../fixture.ts";

const document = (path: string) => ({ path, content: path });
const pathsOf = (...paths: string[]) => layOut(paths.map(document)).map(({ path }) => path);

test("what a document refers to keeps its place beside it, above it and below it", () => {
  expect(pathsOf("/shop/specs/shop.yaml")).toEqual(["shop.yaml"]);
  expect(pathsOf("/shop/specs/shop.yaml", "/shop/specs/shared/pet.yaml")).toEqual([
    "shop.yaml",
    "shared/pet.yaml",
  ]);
  expect(pathsOf("/shop/specs/a/shop.yaml", "/shop/specs/ab/pet.yaml")).toEqual([
    "a/shop.yaml",
    "ab/pet.yaml",
  ]);
  expect(pathsOf("/shop/shop.yaml", "/etc/pet.yaml")).toEqual(["shop/shop.yaml", "etc/pet.yaml"]);
});

test("keys are unique, and of the characters that a ConfigMap allows", () => {
  expect(documentKey("shared/pet shop.yaml", 3)).toBe("3-pet_shop.yaml");
});

test("neither the latency file nor a file that is missing is a document", () => {
  const folder = mkdtempSync(join(tmpdir(), "documents-"));
  const files = ["shop.yaml", "shared.yaml", "missing.yaml", "shop.latency.yaml"].map((name) =>
    join(folder, name),
  );
  for (const file of files) if (!file.includes("missing")) writeFileSync(file, file);
  expect(readDocuments({ ...loadedMock(tableOf([]), { routes: {} }), files })).toEqual(
    files.slice(0, 2).map(document),
  );
});
