import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runProgram } from "../../../src/laptop/program/runProgram.ts";
import { openWays, type Ways } from "../../../src/laptop/program/ways.ts";
import { type Member, runAll } from "../../../src/laptop/several/runAll.ts";
import { clusterOf } from "../outbound/cluster.ts";

let folder: string;
let ways: Ways;
let events: string[];
let stop: AbortController;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "several-test-"));
  ways = await openWays(clusterOf(1), folder, false);
  events = [];
  stop = new AbortController();
});

afterEach(() => {
  ways.close();
  rmSync(folder, { recursive: true });
});

/** A member whose program is ready when it has printed that, and says when it is ended. */
function member(name: string, after: string[], script: string, { fails = false } = {}): Member {
  const ended = Promise.withResolvers<number>();
  const isReady = Promise.withResolvers<void>();
  const own = new AbortController();
  return {
    name,
    after,
    ended: ended.promise,
    async start() {
      events.push(`${name} starts`);
      if (fails) throw new Error("the cluster refuses it");
      const apart = {
        directory: folder,
        variables: {},
        kill: new AbortController().signal,
        onLine(line: string) {
          if (line === "ready") isReady.resolve();
          else events.push(`${name} says ${line}`);
        },
      };
      const command = ["sh", "-c", script];
      const environment = () => new Map();
      const how = { command, environment, ways, folder, stop: own.signal, say() {}, apart };
      runProgram(how).exited.then(ended.resolve);
    },
    async ready(signal) {
      signal.addEventListener("abort", () => isReady.resolve());
      await isReady.promise;
      events.push(`${name} is ready`);
    },
    async end() {
      own.abort();
      await ended.promise;
    },
    async leave() {
      events.push(`${name} leaves`);
    },
  };
}

function run(...members: Member[]): Promise<number> {
  return runAll(members, stop.signal, {
    allReady() {
      events.push("all are ready");
      stop.abort();
    },
    hasEnded: (name, code) => events.push(`${name} ended with ${code}`),
    ending: () => events.push("ending"),
  });
}

/** Ends by itself once the test lets it go. */
const endsWith = (code: number) =>
  `echo ready; until test -e go; do sleep 0.02; done; exit ${code}`;
const letGo = () => writeFileSync(join(folder, "go"), "");
const SERVES = `trap 'echo ends; exit' TERM; echo ready; while :; do sleep 0.05; done`;

test("each starts when those are ready that it comes after, and all end in the opposite order", async () => {
  const all = [member("a", [], SERVES), member("b", ["a"], SERVES), member("c", ["b"], SERVES)];
  expect(await run(...all)).toBe(0);
  expect(events).toEqual([
    ...["a starts", "a is ready", "b starts", "b is ready", "c starts", "c is ready"],
    ...["all are ready", "ending"],
    ...["c says ends", "c leaves", "b says ends", "b leaves", "a says ends", "a leaves"],
  ]);
});

test("if one cannot start, those that are up end in the opposite order, and it is told why", async () => {
  const all = [
    member("a", [], SERVES),
    member("b", ["a"], SERVES),
    member("c", ["b"], "", { fails: true }),
    member("d", ["c"], SERVES),
  ];
  await expect(run(...all)).rejects.toThrow("c: the cluster refuses it.");
  expect(events).toEqual([
    ...["a starts", "a is ready", "b starts", "b is ready", "c starts", "ending"],
    ...["b says ends", "b leaves", "a says ends", "a leaves"],
  ]);
});

test("one that ends before it is ready has not started", async () => {
  const all = [member("a", [], SERVES), member("b", ["a"], "exit 3")];
  await expect(run(...all)).rejects.toThrow("b: ended with 3 before it was ready.");
  expect(events.slice(-4)).toEqual(["ending", "b leaves", "a says ends", "a leaves"]);
});

test("when one ends by itself it leaves, the others go on, and its exit code is that of all", async () => {
  const b = member("b", ["a"], endsWith(3));
  const all = [member("a", [], SERVES), b];
  const code = runAll(all, stop.signal, {
    allReady: letGo,
    hasEnded(name, ended) {
      events.push(`${name} ended with ${ended}`);
      stop.abort();
    },
    ending() {},
  });
  expect(await code).toBe(3);
  expect(events.slice(-4)).toEqual(["b ended with 3", "b leaves", "a says ends", "a leaves"]);
});

test("when all have ended by themselves nothing is left to do", async () => {
  const all = [member("a", [], endsWith(0)), member("b", [], endsWith(0))];
  const told = { allReady: letGo, hasEnded() {}, ending: () => events.push("ending") };
  expect(await runAll(all, stop.signal, told)).toBe(0);
  expect(events).not.toContain("ending");
  expect(events.filter((event) => event.endsWith("leaves")).sort()).toEqual([
    "a leaves",
    "b leaves",
  ]);
});

test("what is interrupted before it starts is left alone", async () => {
  stop.abort();
  expect(await run(member("a", [], SERVES))).toBe(0);
  expect(events).toEqual([]);
});
