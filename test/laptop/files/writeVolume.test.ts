import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { linkMounts } from "../../../src/laptop/files/mountTree.ts";
import { writeVolume } from "../../../src/laptop/files/writeVolume.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "volume-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function filesOf(files: Record<string, string>, mode = 0o644) {
  return new Map(
    Object.entries(files).map(([path, text]) => [path, { data: Buffer.from(text), mode }]),
  );
}

test("all files are replaced by moving one link", () => {
  expect(writeVolume(folder, filesOf({ a: "1", "deep/b": "1" }))).toBe(true);
  const old = readlinkSync(join(folder, "..data"));
  expect(readlinkSync(join(folder, "a"))).toBe("..data/a");
  expect(readFileSync(join(folder, "deep/b"), "utf8")).toBe("1");

  expect(writeVolume(folder, filesOf({ a: "2", c: "2" }))).toBe(true);
  const now = readlinkSync(join(folder, "..data"));
  expect(now).not.toBe(old);
  expect(readdirSync(folder).sort()).toEqual(["..data", now, "a", "c"].sort());
  expect(readFileSync(join(folder, "a"), "utf8")).toBe("2");
});

test("what is as it was is not written", () => {
  writeVolume(folder, filesOf({ a: "1" }));
  expect(writeVolume(folder, filesOf({ a: "1" }))).toBe(false);
  expect(writeVolume(folder, filesOf({ a: "1" }, 0o600))).toBe(true);
});

test("a file has its mode, whatever the umask", () => {
  const before = process.umask(0o077);
  writeVolume(folder, filesOf({ a: "1" }, 0o664));
  process.umask(before);
  expect(statSync(join(folder, "a")).mode & 0o777).toBe(0o664);
});

test("a path that leads out of the volume is not written", () => {
  writeVolume(join(folder, "v"), filesOf({ "../out": "1", "a/../../out": "1" }));
  expect(readdirSync(folder)).toEqual(["v"]);
});

test("mounts are links at their paths, also in one another, and follow their volumes", () => {
  const volumes = join(folder, "volumes");
  const root = join(folder, "root");
  const mounts = [
    { path: "/one", volume: "a", subPath: "x" },
    { path: "/etc/a", volume: "a", subPath: "" },
    { path: "/etc/a/deep/b", volume: "b", subPath: "" },
  ];
  writeVolume(join(volumes, "a"), filesOf({ x: "1", "deep/hidden": "1" }));
  writeVolume(join(volumes, "b"), filesOf({ y: "1" }));
  linkMounts(root, mounts, volumes);
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  expect([read("one"), read("etc/a/x"), read("etc/a/deep/b/y")]).toEqual(["1", "1", "1"]);
  expect(readdirSync(join(volumes, "a/deep"))).toEqual(["hidden"]);

  writeVolume(join(volumes, "a"), filesOf({ x: "2", z: "2" }));
  linkMounts(root, mounts, volumes);
  expect([read("one"), read("etc/a/x"), read("etc/a/z"), read("etc/a/deep/b/y")]).toEqual([
    "2",
    "2",
    "2",
    "1",
  ]);
  expect(readdirSync(folder).sort()).toEqual(["root", "tree-2", "volumes"]);
});
