import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ownPods, sharedPods } from "../../../src/campaign/mockPods.ts";
import { writeImageContext } from "../../../src/emit/mock/imageContext.ts";
import { mockOf } from "../../../src/emit/mock/mockOf.ts";
import { encodeMock } from "../../../src/mock/encodeMock.ts";
import { loadedMock, tableOf } from "../fixture.ts";

const mock = loadedMock(tableOf(["GET /pets"]), { routes: {} });
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "understudy-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("the engine's image is built from the bundle and the mock's file", () => {
  writeImageContext(folder, ownPods(mock), { revision: "", engineBundle: () => "serve()" });
  expect(contentOf(folder)).toEqual({
    Dockerfile: readFileSync("src/server/Dockerfile", "utf8"),
    "engine/server.mjs": "serve()",
    "mock/mock.json.gz": encodeMock(mockOf(mock)).toString(),
  });
});

test("Prism's image is built from the documents, as they lie beside each other", () => {
  const prism = { ...mock, config: { ...mock.config, engine: "prism" as const } };
  const documents = [
    { path: "/specs/shop.yaml", content: "openapi: 3.1.0" },
    { path: "/specs/schemas/pet.yaml", content: "type: object" },
  ];
  writeImageContext(folder, ownPods(prism), { revision: "", documents });
  expect(contentOf(folder)).toEqual({
    Dockerfile: readFileSync("src/server/prism.Dockerfile", "utf8"),
    "documents/shop.yaml": "openapi: 3.1.0",
    "documents/schemas/pet.yaml": "type: object",
  });
});

test("what was there before is gone", () => {
  mkdirSync(join(folder, "documents"), { recursive: true });
  writeFileSync(join(folder, "documents", "old.yaml"), "");
  writeImageContext(folder, ownPods(mock), { revision: "", engineBundle: () => "serve()" });
  expect(readdirSync(folder).sort()).toEqual(["Dockerfile", "engine", "mock"]);
});

test("ages and modes are the same everywhere, so that layers are", () => {
  writeImageContext(folder, ownPods(mock), { revision: "", engineBundle: () => "serve()" });
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  expect(
    entries.map((path) => {
      const { mode, mtimeMs } = statSync(join(folder, path));
      return [path, (mode & 0o777).toString(8), mtimeMs];
    }),
  ).toEqual([
    ["Dockerfile", "644", 0],
    ["engine", "755", 0],
    ["engine/server.mjs", "644", 0],
    ["mock", "755", 0],
    ["mock/mock.json.gz", "644", 0],
  ]);
});

function contentOf(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(root.length + 1), readFileSync(path, "utf8")]),
  );
}

test("an image of shared pods has every mock's file, by the mock's name", () => {
  const mocks = ["payments", "users"].map((name) =>
    loadedMock(tableOf(["GET /a"]), { routes: {} }, { name, pods: "shared" }),
  );
  const [pods] = sharedPods(mocks);
  if (pods === undefined) throw new Error("the mocks share no pods");
  const shared = join(folder, "shared");
  writeImageContext(shared, pods, { revision: "", engineBundle: () => "serve()" });
  expect(readdirSync(join(shared, "mock")).sort()).toEqual(["payments.json.gz", "users.json.gz"]);
});
