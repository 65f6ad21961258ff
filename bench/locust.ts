/**
 * Measures what Understudy's files cost Locust's workers: CPU for each request, beside Locust without them. Rounds of both
 * alternate, so that other work on the machine meets both. Needs Locust in `.understudy/locust`, where
 * `loadtest run --local` and the tests put it. Run: `node bench/locust.ts`.
 */
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { assetPath } from "../src/asset.ts";
import { masterCommand, workerCommand } from "../src/emit/loadtest/locustCommand.ts";
import { freePort } from "../src/freePort.ts";
import { locustProcess } from "../src/loadtest/local/locustProcess.ts";

const ROUNDS = 5;
const SECONDS = 5;
const WORKERS = 2;
const USERS = "16";

const ROOT = join(import.meta.dirname, "..");
const place = {
  programs: assetPath("loadtest/locust"),
  scripts: import.meta.dirname,
  script: "locust.py",
};
const bare = ["locust", "-f", join(import.meta.dirname, "locust.py"), "--stop-timeout", "10"];
const COMMANDS = {
  bare: {
    master: [...bare, "--master"],
    worker: [...bare, "--worker", "--master-host", "127.0.0.1"],
  },
  understudy: { master: masterCommand(place), worker: workerCommand(place, "127.0.0.1") },
};

interface Round {
  /** CPU of a request in microseconds. */
  cost: number;
  rate: number;
}

async function round(kind: keyof typeof COMMANDS, target: string): Promise<Round> {
  const folder = mkdtempSync(join(tmpdir(), "locust-bench-"));
  const [web = 0, port = 0, api = 0] = await Promise.all([freePort(), freePort(), freePort()]);
  const env = {
    ...process.env,
    PATH: [join(ROOT, ".understudy/locust/bin"), process.env.PATH].join(delimiter),
    COST: join(folder, "cost"),
    UNDERSTUDY_API: `127.0.0.1:${api}`,
    LOCUST_WEB_PORT: String(web),
    LOCUST_MASTER_BIND_PORT: String(port),
    LOCUST_MASTER_NODE_PORT: String(port),
    PYTHONDONTWRITEBYTECODE: "1",
  };
  const { master, worker } = COMMANDS[kind];
  const processes = [
    locustProcess("master", master, join(folder, "master"), env),
    ...Array.from({ length: WORKERS }, (_, i) =>
      locustProcess(`worker-${i}`, worker, join(folder, `worker-${i}`), env),
    ),
  ];
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${web}${path}`, init);
  const areThere = async () => {
    const answer = await ask("/worker-count").catch(() => undefined);
    return answer !== undefined && Object(await answer.json()).worker_count === WORKERS;
  };
  while (!(await areThere())) {
    const lost = processes.find((one) => one.hasEnded());
    if (lost !== undefined) throw new Error(`Locust's ${lost.name} has ended: see ${lost.log}`);
    await setTimeout(200);
  }
  const form = new URLSearchParams({ user_count: USERS, spawn_rate: USERS, host: target });
  await ask("/swarm", { method: "POST", body: form });
  await setTimeout(SECONDS * 1000);
  await ask("/stop", { method: "POST" });
  for (const one of processes) one.child.kill("SIGTERM");
  await Promise.all(processes.map(({ ended }) => ended));
  const lines = readFileSync(env.COST, "ascii").trimEnd().split("\n");
  const workers = lines.map((line) => line.split(" ").map(Number));
  const sum = (place: number) => workers.reduce((all, worker) => all + (worker[place] ?? 0), 0);
  return { cost: (sum(0) / sum(1)) * 1e6, rate: sum(1) / SECONDS };
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

const server = http.createServer((_, response) => response.end("ok")).listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
const target = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
const ratios: number[] = [];
for (let i = 0; i < ROUNDS; i++) {
  const without = await round("bare", target);
  const own = await round("understudy", target);
  ratios.push(own.cost / without.cost);
  const text = (name: string, { cost, rate }: Round) =>
    `${name} ${cost.toFixed(0)} µs of CPU a request, ${rate.toFixed(0)} requests/s`;
  console.log(`${text("bare:", without)}; ${text("with Understudy's files:", own)}`);
}
server.close();
console.log(`CPU of a request, with Understudy's files ÷ without: ${median(ratios).toFixed(3)}`);
