import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readLatencyText } from "../../src/latency/file.ts";
import type { RoutePull } from "../../src/pull/routePull.ts";
import { writePull } from "../../src/pull/writePull.ts";
import { folderOf } from "../cli/project.ts";

const PULLED: RoutePull = {
  route: "GET /a",
  names: [],
  requests: 200,
  apart: {},
  points: [],
  drift: [],
  remarks: [],
  file: "add",
  edit: {
    route: "GET /a",
    profile: { points: [{ p: 0.9, ms: 20 }] },
    provenance: { source: "mock", query: "q", window: "7d", requests: 200, time: "t" },
  },
};

/** Writes a pull to a file that had `before` when the pull began, and has `now`. */
function write(before: string, now: string | Buffer, ...routes: RoutePull[]) {
  const path = join(folderOf({}), "a.latency.yaml");
  writeFileSync(path, now);
  const file = readLatencyText(path, before, []);
  const answer = { service: "a", query: "q", window: "7d", time: "t" };
  const pull = { ...answer, routes, ambiguous: [], unexplained: [], notes: [] };
  try {
    return { written: writePull(path, file, pull), bytes: readFileSync(path) };
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(path, "FILE") : "";
    return { message, bytes: readFileSync(path) };
  }
}

const OLD = "default: { p95: 1ms }\n";

test("a file that someone has changed since the pull began keeps the change", () => {
  const now = "default: { p95: 2ms }\n";
  expect(write(OLD, now, PULLED)).toEqual({
    message: "FILE: has changed since the pull began, so it is not written.\n  Pull again.",
    bytes: Buffer.from(now),
  });
});

test("a file that is not in UTF-8 is refused, because its bytes could not be kept", () => {
  const latin = Buffer.from(`# caf\u00e9\n${OLD}`, "latin1");
  expect(write(latin.toString("utf8"), latin, PULLED)).toEqual({
    message: "FILE: is not in UTF-8.\n  Save it in this encoding.",
    bytes: latin,
  });
});

test("a pull without anything to write does not touch the file", () => {
  const kept = [
    { ...PULLED, file: "handWritten" as const },
    { ...PULLED, file: "same" as const },
  ];
  expect(write(OLD, OLD, ...kept)).toEqual({ written: false, bytes: Buffer.from(OLD) });
});

test("a pull that adds a profile writes the file", () => {
  const { written, bytes } = write(OLD, OLD, PULLED);
  expect(written).toBe(true);
  expect(bytes.toString()).toContain(
    `${OLD}routes:\n  GET /a: { p90: 20ms,\n    pulled: { source: mock, `,
  );
});
