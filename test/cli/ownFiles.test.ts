import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { writeOwnFiles } from "../../cli/ownFiles.ts";
import { UserError } from "../../src/problem.ts";

let directory: string;
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), "own-files-")), "out");
});

const write = (...files: [string, string][]) => writeOwnFiles(directory, new Map(files));
const read = (file: string) => readFileSync(join(directory, file), "utf8");
const list = () =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted();

test("files are written with their directories, and listed", () => {
  write(["a/one.yaml", "1"], ["b/two.yaml", "2"]);
  expect(list()).toEqual([".understudy-files", "a/one.yaml", "b/two.yaml"]);
  expect(read("a/one.yaml")).toBe("1");
  expect(read(".understudy-files")).toBe("a/one.yaml\nb/two.yaml\n");
});

test("files of an earlier call are replaced, and stale ones go, with their empty directory", () => {
  write(["a/one.yaml", "1"], ["b/two.yaml", "2"]);
  write(["a/one.yaml", "3"]);
  expect(readdirSync(directory).toSorted()).toEqual([".understudy-files", "a"]);
  expect(read("a/one.yaml")).toBe("3");
});

test("files of somebody else's stay, in the directories of stale ones too", () => {
  write(["b/two.yaml", "2"]);
  writeFileSync(join(directory, "b/theirs.yaml"), "theirs");
  write(["a/one.yaml", "1"]);
  expect(list()).toEqual([".understudy-files", "a/one.yaml", "b/theirs.yaml"]);
});

test("somebody else's file in the way stops everything, by name", () => {
  mkdirSync(join(directory, "a"), { recursive: true });
  writeFileSync(join(directory, "a/one.yaml"), "theirs");
  expect(() => write(["a/one.yaml", "1"], ["b/two.yaml", "2"])).toThrow(
    new UserError([
      {
        where: join(directory, "a/one.yaml"),
        what: "the file exists already and was not written by this command",
        fix: "Move it, or write to another directory.",
      },
    ]),
  );
  expect(list()).toEqual(["a/one.yaml"]);
  expect(read("a/one.yaml")).toBe("theirs");
});

test("a list that leads out of the directory is not followed", () => {
  write(["a/one.yaml", "1"]);
  const outside = join(directory, "../theirs.yaml");
  writeFileSync(outside, "theirs");
  writeFileSync(join(directory, ".understudy-files"), "../theirs.yaml\n");
  expect(() => write(["b/two.yaml", "2"])).not.toThrow();
  expect(readFileSync(outside, "utf8")).toBe("theirs");
});
