import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepVerification, readLastVerification } from "../../src/verify/lastVerification.ts";
import type { Report } from "../../src/verify/report.ts";

const report = { format: 1, stack: "stg", requests: 12 } as Report;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "understudy-verify-"));
});
afterEach(() => rmSync(root, { recursive: true }));

test("the last report of a stack is kept", () => {
  keepVerification({ ...report, requests: 11 }, root);
  keepVerification(report, root);
  expect(readLastVerification("stg", root)).toEqual(report);
});

test("a stack that was never verified has none", () => {
  keepVerification(report, root);
  expect(readLastVerification("prod", root)).toBeUndefined();
});

test.each(["{", JSON.stringify({ ...report, format: 2 }), "null"])(
  "a file with %j counts as none",
  (text) => {
    mkdirSync(join(root, ".understudy/verify"), { recursive: true });
    writeFileSync(join(root, ".understudy/verify/stg.json"), text);
    expect(readLastVerification("stg", root)).toBeUndefined();
  },
);
