import { expect, test } from "vitest";
import { isRunPath } from "../../../src/loadtest/store/runPath.ts";

test.each(["run.json", "logs/a.log", "logs/worker-1..log", "..."])("%s is a path", (path) => {
  expect(isRunPath(path)).toBe(true);
});

test.each(["", "/", "/etc/passwd", "logs/", "a//b", ".", "..", "../a", "a/../../b", "a\\..\\b"])(
  "%j is no path below a folder",
  (path) => {
    expect(isRunPath(path)).toBe(false);
  },
);
