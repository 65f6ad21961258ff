/**
 * Measures an intercept on a real cluster with Istio, from a machine that reaches the cluster's Services. In interleaved
 * rounds it asks the local process directly, through the intercept, and, in the agent's pod, through `kubectl port-forward`.
 * It makes the namespace `e2e-numbers`, and removes it again.
 *
 *     KUBECONFIG=... node bench/laptop.ts [--quick] [path of the command line]
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../src/freePort.ts";
import { formatTable } from "../src/textTable.ts";
import {
  forwardedServer,
  kubectl,
  type Measured,
  makeOrigin,
  NAMESPACE,
  processOf,
  processOfAgent,
  removeOrigin,
  secondsOfPod,
} from "./laptopCluster.ts";
import {
  ask,
  download,
  echo,
  many,
  open,
  roundTrips,
  type Target,
  upgrade,
  upload,
} from "./laptopTraffic.ts";
import { median, quantileOf } from "./statistics.ts";

const MB = 1024 * 1024;
const isQuick = process.argv.includes("--quick");
const [cli = join(import.meta.dirname, "../cli/understudy.js")] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith("-"));

if (process.env.KUBECONFIG === undefined) console.log("skipped: KUBECONFIG names no cluster");
else await measure();

async function measure(): Promise<void> {
  const rows: string[][] = [];
  const tell = (what: string, ...figures: string[]) => {
    rows.push([what, figures.join(", ")]);
    console.error(`${what}: ${figures.join(", ")}`);
  };
  tell(
    "load of the machine at the beginning",
    loadavg()
      .map((one) => one.toFixed(1))
      .join(" "),
  );
  const port = await freePort();
  const script = join(import.meta.dirname, "laptopServer.ts");
  const local = spawn(process.execPath, [script, String(port)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(local.stdout ?? local, "data");
  let command: ChildProcess | undefined;
  try {
    makeOrigin();
    const starts: number[] = [];
    const pods: number[] = [];
    for (let round = 0; round < (isQuick ? 1 : 3); round++) {
      if (command !== undefined) await stop(command);
      pods.push(secondsOfPod());
      const began = performance.now();
      command = await startIntercept(port);
      await ask(agentAddress());
      starts.push((performance.now() - began) / 1000);
    }
    const list = (seconds: number[]) => seconds.map((one) => one.toFixed(1)).join(" ");
    tell("from the command to the first answer", `${list(starts)} s`);
    tell("a pod with a sidecar, until it is ready", `${list(pods)} s`);
    await measureIntercept(command as ChildProcess, { host: "127.0.0.1", port }, tell);
  } finally {
    if (command !== undefined) await stop(command);
    local.kill();
    removeOrigin();
  }
  tell(
    "load of the machine at the end",
    loadavg()
      .map((one) => one.toFixed(1))
      .join(" "),
  );
  console.log(formatTable(rows, []));
}

async function measureIntercept(
  command: ChildProcess,
  direct: Target,
  tell: (what: string, ...figures: string[]) => void,
): Promise<void> {
  const link = agentAddress();
  const pod = kubectl([
    "get",
    "pods",
    "-l",
    "batch.kubernetes.io/job-name=payments-laptop-ann",
    "-o",
    "jsonpath={.items[0].metadata.name}",
  ]);
  const ends: [string, Measured][] = [
    ["command", processOf(command.pid ?? 0)],
    ["agent", processOfAgent(pod)],
  ];
  const costs = () => ends.map(([, end]) => end.cost());
  const each = (figure: (i: number) => string) => ends.map(([name], i) => `${name} ${figure(i)}`);
  await sleep(5000);
  const idle = costs();
  tell("memory, idle", ...each((i) => `${idle[i]?.memory.toFixed(0)} MB`));
  const peer = await forwardedServer(pod);
  const forward = { host: "127.0.0.1", port: peer.port };

  const times = { direct: [] as number[], link: [] as number[], forward: [] as number[] };
  for (let round = 0; round < 10; round++) {
    times.direct.push(...(await roundTrips(direct)));
    times.link.push(...(await roundTrips(link)));
    times.forward.push(...(await roundTrips(forward)));
  }
  for (const [name, all] of Object.entries(times)) {
    const [p50, p99] = [quantileOf(all, 0.5), quantileOf(all, 0.99)];
    const base = name === "direct" ? 0 : quantileOf(times.direct, 0.5);
    const base99 = name === "direct" ? 0 : quantileOf(times.direct, 0.99);
    const what = name === "direct" ? "round trip, directly" : `added to it by the ${name}`;
    tell(what, `p50 ${(p50 - base).toFixed(2)} ms`, `p99 ${(p99 - base99).toFixed(2)} ms`);
  }

  const size = (isQuick ? 16 : 64) * MB;
  for (const [name, move] of [
    ["down", download],
    ["up", upload],
  ] as const) {
    const ratios: number[] = [];
    const speeds: Record<"link" | "forward", number[]> = { link: [], forward: [] };
    const used: Record<"link" | "forward", number[]> = { link: [], forward: [] };
    for (let round = 0; round < (isQuick ? 1 : 3); round++) {
      for (const [way, target, process] of [
        ["link", link, ends[0]?.[1]],
        ["forward", forward, peer.forward],
      ] as const) {
        const cpu = process?.cost().cpu ?? 0;
        const began = performance.now();
        await move(target, size, false);
        speeds[way].push(size / MB / ((performance.now() - began) / 1000));
        used[way].push(((process?.cost().cpu ?? 0) - cpu) / (size / MB / 1000));
      }
      ratios.push((speeds.link.at(-1) ?? 0) / (speeds.forward.at(-1) ?? 1));
    }
    const of = (all: number[] | undefined) => median(all ?? []).toFixed(1);
    tell(
      `${size / MB} MB ${name}`,
      `link ${of(speeds.link)} MB/s`,
      `kubectl port-forward ${of(speeds.forward)} MB/s`,
      `ratio ${median(ratios).toFixed(2)}`,
      `CPU-seconds a GB on this machine ${of(used.link)} and ${of(used.forward)}`,
    );
  }
  peer.stop();

  const large = (isQuick ? 50 : 500) * MB;
  for (const [name, move] of [
    ["down", download],
    ["up", upload],
  ] as const) {
    for (const [, end] of ends) end.reset();
    const isEqual = await move(link, large, true);
    const after = costs();
    tell(
      `${large / MB} MB ${name}, slow reader`,
      isEqual ? "equal" : "NOT EQUAL",
      ...each(
        (i) =>
          `at most ${((after[i]?.peak ?? 0) - (idle[i]?.memory ?? 0)).toFixed(0)} MB above idle`,
      ),
    );
  }

  for (const [, end] of ends) end.reset();
  const waited = await Promise.all(Array.from({ length: 1000 }, () => ask(link, "/wait")));
  tell(
    "1,000 requests at once, of 2 s",
    `${waited.filter((body) => body === "here").length} answered`,
  );
  const sockets = await Promise.all(Array.from({ length: 1000 }, () => upgrade(link)));
  const echoed = await Promise.all(sockets.map((socket, i) => echo(socket, `message ${i}`)));
  tell("1,000 connections upgraded at once", `${echoed.filter(Boolean).length} echo`);
  for (const socket of sockets) socket.destroy();
  const after = costs();
  tell(
    "memory after these, and at most",
    ...each((i) => `${after[i]?.memory.toFixed(0)} and ${after[i]?.peak.toFixed(0)} MB`),
  );

  const stalled = await open(link, `/down/${100 * MB}`);
  stalled.pause();
  await sleep(1000);
  const beside = [...(await roundTrips(link)), ...(await roundTrips(link))];
  tell("round trip beside a stalled stream", `p50 ${quantileOf(beside, 0.5).toFixed(2)} ms`);
  stalled.destroy();

  const count = isQuick ? 10_000 : 100_000;
  await many(link, count / 10);
  await sleep(3000);
  const before = costs();
  const began = performance.now();
  await many(link, count);
  const seconds = (performance.now() - began) / 1000;
  await sleep(3000);
  const then = costs();
  tell(
    `${count} short requests, 20 at a time`,
    `${(count / seconds).toFixed(0)} a second`,
    ...each((i) => `memory ${before[i]?.memory.toFixed(0)} → ${then[i]?.memory.toFixed(0)} MB`),
    ...each((i) => `descriptors ${before[i]?.descriptors} → ${then[i]?.descriptors}`),
    ...each(
      (i) =>
        `${((((then[i]?.cpu ?? 0) - (before[i]?.cpu ?? 0)) * 1e6) / count).toFixed(0)} µs of CPU a request`,
    ),
  );

  const pause = isQuick ? 10 : 30;
  const resting = costs();
  await sleep(pause * 1000);
  const rested = costs();
  tell(
    `idle for ${pause} s`,
    ...each(
      (i) =>
        `${((((rested[i]?.cpu ?? 0) - (resting[i]?.cpu ?? 0)) * 100) / pause).toFixed(2)} % of a core`,
    ),
  );
}

async function startIntercept(port: number): Promise<ChildProcess> {
  const words = ["intercept", "payments", "--port", String(port), "--key", "ann", "-n", NAMESPACE];
  const child = spawn(process.execPath, [cli, ...words, "--grace", "20s"]);
  let said = "";
  const printed = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        said += chunk;
        if (said.includes("All others")) resolve();
      });
    }
    child.once("exit", () => reject(new Error(`the command has ended:\n${said}`)));
  });
  await printed;
  return child;
}

async function stop(command: ChildProcess): Promise<void> {
  if (command.exitCode !== null) return;
  command.kill("SIGINT");
  await once(command, "exit");
}

function agentAddress(): Target {
  const path = "jsonpath={.spec.clusterIP}";
  return { host: kubectl(["get", "service", "payments-laptop-ann", "-o", path]), port: 80 };
}
