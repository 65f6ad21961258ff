import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeAtomically } from "../../src/pull/writeAtomically.ts";
import { folderOf } from "../cli/project.ts";

test("a link stays a link, and the file keeps its mode", () => {
  const folder = folderOf({ "real/a.yaml": "old" });
  chmodSync(join(folder, "real/a.yaml"), 0o640);
  symlinkSync("real/a.yaml", join(folder, "a.yaml"));
  writeAtomically(join(folder, "a.yaml"), "new");
  expect(lstatSync(join(folder, "a.yaml")).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(folder, "real/a.yaml"), "utf8")).toBe("new");
  expect(statSync(join(folder, "real/a.yaml")).mode & 0o777).toBe(0o640);
  expect(readdirSync(join(folder, "real"))).toEqual(["a.yaml"]);
});

test("a draft that cannot replace the file is removed", () => {
  const folder = folderOf({ "a.yaml/b": "" });
  expect(() => writeAtomically(join(folder, "a.yaml"), "new")).toThrow();
  expect(readdirSync(folder)).toEqual(["a.yaml"]);
});
