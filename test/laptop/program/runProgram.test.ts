import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { type ProgramOptions, runProgram } from "../../../src/laptop/program/runProgram.ts";
import { openWays } from "../../../src/laptop/program/ways.ts";
import { clusterOf, serveHttp } from "../outbound/cluster.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "program-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function start(
  script: string,
  environment = new Map<string, string>(),
  apart?: ProgramOptions["apart"],
  onOver?: () => void,
) {
  const port = await serveHttp((_, outgoing) => void outgoing.end("b"));
  const ways = await openWays(clusterOf(port), folder, false);
  onTestFinished(() => ways.close());
  const stop = new AbortController();
  const command = ["sh", "-c", `cd ${folder}; ${script}`];
  const program = runProgram({
    command,
    environment: () => environment,
    ways,
    folder,
    stop: stop.signal,
    say() {},
    onOver,
    apart,
  });
  return { program, stop };
}

const said = () => readFileSync(join(folder, "said"), "utf8");

test("a program's exit code is the command's", async () => {
  const { program } = await start("exit 7");
  expect(await program.exited).toBe(7);
});

test("a program that is not there is said, with the code of shells", async () => {
  const ways = await openWays(clusterOf(1), folder, false);
  onTestFinished(() => ways.close());
  const { signal: stop } = new AbortController();
  const said: string[] = [];
  const program = runProgram({
    command: ["/none"],
    environment: () => new Map(),
    ways,
    folder,
    stop,
    say: (line) => said.push(line),
  });
  expect(await program.exited).toBe(127);
  expect(said).toEqual(["/none cannot be started: spawn /none ENOENT."]);
});

test("it has the container's environment, and reaches the cluster by proxy and as a Node program", async () => {
  const node = `fetch("http://service-b/").then((a) => a.text()).then((t) => process.stdout.write(t))`;
  const script = `{ echo $WORD; curl -s http://service-b/; env -u http_proxy ${process.execPath} -e '${node}'; } > said`;
  const { program } = await start(script, new Map([["WORD", "Yo"]]));
  expect(await program.exited).toBe(0);
  expect(said()).toBe("Yo\nbb");
});

test("it ends for good when it is told to, also while it is to start again", async () => {
  const { program } = await start("exec sleep 3600");
  program.restart();
  program.end();
  expect(await program.exited).toBe(128 + 15);
});

test("it starts again with the environment as it is then, and ends when it is to", async () => {
  const environment = new Map([["WORD", "Yo"]]);
  const { program, stop } = await start("echo $WORD >> said; exec sleep 3600", environment);
  const lines = () => (existsSync(join(folder, "said")) ? said() : "");
  await expect.poll(lines).toBe("Yo\n");
  environment.set("WORD", "Yeah");
  program.restart();
  await expect.poll(lines).toBe("Yo\nYeah\n");
  stop.abort();
  expect(await program.exited).toBe(128 + 15);
});

/** Runs a program beside others, and keeps the lines that it prints. */
async function startApart(script: string) {
  const lines: string[] = [];
  const onOver = () => {
    lines.push("over");
    writeFileSync(join(folder, "over"), "");
  };
  const kill = new AbortController();
  const apart = {
    directory: folder,
    variables: { WORD: "Yeah", HOME: "/none" },
    onLine: (line: string) => lines.push(line),
    kill: kill.signal,
  };
  const started = await start(script, new Map([["WORD", "Yo"]]), apart, onOver);
  return { ...started, lines, kill };
}

test("beside others its lines are passed on, and variables of its own count most", async () => {
  const { program, lines } = await startApart("echo $WORD $HOME; pwd >&2; printf end; exit 3");
  expect(await program.exited).toBe(3);
  expect([...lines].sort()).toEqual([folder, "Yeah /none", "end", "over"].sort());
});

test("beside others it ends with all that it has started, each of which is told once, and is over before them", async () => {
  // What the program has left behind ends only when the program is over.
  const last = "until test -e over; do sleep 0.02; done; echo ended; exit";
  const inner = `trap '${last}' TERM; echo ready; while :; do sleep 0.02; done`;
  const { program, lines, stop } = await startApart(`sh -c "${inner}" & wait`);
  await expect.poll(() => lines).toEqual(["ready"]);
  stop.abort();
  expect(await program.exited).toBe(128 + 15);
  // Shells may say what became of their own programs.
  expect(lines.filter((line) => ["over", "ended"].includes(line))).toEqual(["over", "ended"]);
  const { pid } = JSON.parse(readFileSync(join(folder, "program.json"), "utf8"));
  expect(() => process.kill(-pid, 0)).toThrow("ESRCH");
});

test("beside others one that runs elsewhere has variables of its own, and is killed there", async () => {
  const { signal: stop } = new AbortController();
  const kill = new AbortController();
  const started: unknown[] = [];
  const program = runProgram({
    command: ["image"],
    environment: () => new Map([["WORD", "Yo"]]),
    ways: {
      start(command, environment, how) {
        started.push(command, Object.fromEntries(environment), how.cwd);
        const child = spawn("sleep", ["3600"], how);
        return { child, dialInside: () => Promise.reject(), kill: () => started.push("killed") };
      },
    },
    ...{ folder, stop, say() {} },
    apart: { directory: folder, variables: { OWN: "1" }, onLine() {}, kill: kill.signal },
  });
  kill.abort();
  expect(await program.exited).toBe(128 + 9);
  expect(started).toEqual([["image"], { WORD: "Yo", OWN: "1" }, folder, "killed"]);
});

test("beside others one that does not end is killed on request", async () => {
  const { program, lines, stop, kill } = await startApart(
    "trap '' TERM; echo ready; while :; do sleep 0.02; done",
  );
  await expect.poll(() => lines).toEqual(["ready"]);
  stop.abort();
  kill.abort();
  expect(await program.exited).toBe(128 + 9);
});
