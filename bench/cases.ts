import { existsSync } from "node:fs";
import type { Profile } from "../src/latency/profile.ts";
import { quantile } from "../src/latency/quantile.ts";
import { sampler } from "../src/latency/sample.ts";
import { stratified } from "../src/latency/stratify.ts";
import type { RoutesReport } from "../src/server/own/routesReport.ts";
import {
  bare,
  type Contender,
  fromSource,
  type Material,
  prepare,
  understudy,
  withoutLane,
} from "./contenders.ts";
import {
  documentOf,
  GITHUB,
  GITHUB_REQUEST,
  MAKE_REQUEST,
  READ_REQUEST,
  READ_REQUESTS,
} from "./documents.ts";
import { idleMemory } from "./idleMemory.ts";
import { type LoadRequest, load } from "./load.ts";
import { pacedLoad } from "./pacedLoad.ts";
import { reloads } from "./reload.ts";
import { median, quantileOf } from "./statistics.ts";
import { type Pace, type Throughput, throughput } from "./throughput.ts";

/** One row of a case's table. */
export type Measured = Record<string, string | number>;

export interface Case {
  name: string;
  target?: string;
  run(pace: Pace, peers: Contender[]): Promise<Measured[]>;
}

/** A delay profile whose quantiles are known exactly. */
const LOGNORMAL: Profile = { kind: "lognormal", median: 20, p99: 200 };

export const CASES: Case[] = [
  compared("GET, 2 routes", documentOf(2), READ_REQUEST, "1.6 x bare, 1 x nginx, 7 x Prism"),
  compared("GET, 2 routes, another path each time", documentOf(2), READ_REQUESTS, "1.6 x bare"),
  compared("GET, 300 routes", documentOf(300), READ_REQUEST, "1.6 x bare, 1 x nginx, 50 x Prism"),
  {
    name: "GET, 3,000 routes",
    target: "1.6 x bare, 1 x nginx",
    run: async (pace, peers) =>
      rows(
        await throughput(
          await prepare(documentOf(3000), READ_REQUEST),
          [bare, understudy(), withoutLane, ...nginxOf(peers)],
          pace,
        ),
      ),
  },
  {
    name: "GET, GitHub's document",
    target: "1.4 x bare, 250 x Prism",
    run: async (pace, peers) =>
      rows(
        await throughput(
          await prepare(github(), GITHUB_REQUEST),
          [bare, understudy(), withoutLane, ...prismOf(peers)],
          pace,
        ),
      ),
  },
  compared("POST of 1 KB JSON, 2 routes", documentOf(2), MAKE_REQUEST, "1.2 x bare that parses"),
  {
    name: "start to first answer",
    target: "GitHub's document: 300 ms from its compiled table, 1.5 s from source",
    async run({ rounds }) {
      const materials = {
        "2 routes": await prepare(documentOf(2), READ_REQUEST),
        "GitHub's document": await prepare(github(), GITHUB_REQUEST),
      };
      const found: Measured[] = [];
      for (const [document, material] of Object.entries(materials)) {
        for (const contender of [bare, understudy(), fromSource]) {
          const times: number[] = [];
          for (let i = 0; i < rounds; i++) {
            const server = await contender.start(material);
            times.push(server.started);
            await server.stop();
          }
          found.push({ document, server: contender.name, ms: median(times) });
        }
      }
      return found;
    },
  },
  {
    name: "memory after 10,000 requests",
    target: "bare + 20 MB; GitHub's 150 MB",
    async run() {
      const found: Measured[] = [];
      for (const [document, request] of [
        [documentOf(2), READ_REQUEST],
        [github(), GITHUB_REQUEST],
      ] as const) {
        const material = await prepare(document, request);
        for (const contender of [bare, understudy()]) {
          const server = await contender.start(material);
          let sent = 0;
          while (sent < 10_000) {
            sent += (await load(server.url, request, { seconds: 1, connections: 8 })).requests;
          }
          found.push({ document: request.path, server: contender.name, MB: server.memory() });
          await server.stop();
        }
      }
      return found;
    },
  },
  {
    name: "memory of 10,000 idle connections",
    target: "no more than bare",
    async run() {
      const material = await prepare(documentOf(2), READ_REQUEST);
      const found: Measured[] = [];
      for (const contender of [bare, understudy(), withoutLane]) {
        const server = await contender.start(material);
        const kilobytes = await idleMemory(server, READ_REQUEST.path, 10_000);
        found.push({ server: contender.name, "KB for each": kilobytes });
        await server.stop();
      }
      return found;
    },
  },
  {
    name: "50 ms, 400 connections",
    target: "7,600 a second, p99 within 1 ms of bare",
    async run(pace, peers) {
      const able = peers.filter(({ name }) => name === "wiremock");
      // All connections start at once, so the first 400 answers wait for each other. Longer rounds make these well
      // under one per cent. Requests in progress at the end of a round are not counted either.
      const long = { rounds: 3, seconds: pace.seconds * 7 };
      return rows(await throughput(await fixedDelay(), [bare, understudy(), ...able], long, 400));
    },
  },
  {
    name: "50 ms, 2,000 a second",
    target: "p50 within 1.5 ms, p99 within 5 ms",
    async run({ rounds, seconds }) {
      const server = await understudy().start(await fixedDelay());
      const found: Measured[] = [];
      for (let i = 0; i < rounds; i++) {
        const pace = { perSecond: 2000, seconds: seconds + 1 };
        found.push({ ...(await pacedLoad(server.url, READ_REQUEST.path, pace)) });
      }
      await server.stop();
      return found;
    },
  },
  {
    name: "log-normal delays, 200,000 draws",
    target: "p50, p95 and p99 within 5 %",
    run: async () => {
      const draw = sampler(LOGNORMAL, stratified(Math.random));
      const drawn = Float64Array.from({ length: 200_000 }, draw);
      return [0.5, 0.95, 0.99].map((p) => {
        const target = quantile(LOGNORMAL, p);
        const got = quantileOf(drawn, p);
        return { p, target, got, "error %": (got / target - 1) * 100 };
      });
    },
  },
  {
    name: "log-normal delays, served",
    target: "p50, p95 and p99 within 5 %",
    async run({ seconds }) {
      const plan = { default: LOGNORMAL, routes: {} };
      const server = await understudy().start(await prepare(documentOf(2), READ_REQUEST, plan));
      await load(server.url, READ_REQUEST, { seconds: seconds * 10, connections: 64 });
      // Not wrk's figures: it adds requests that it would have sent if it did not wait for answers.
      const page = await fetch(`${server.url}/_understudy/routes.json`);
      const report: RoutesReport = JSON.parse(await page.text());
      await server.stop();
      return report.routes.flatMap(({ target, achieved }) =>
        target === null || achieved === null
          ? []
          : (["p50", "p95", "p99"] as const).map((name) => ({
              name,
              requests: achieved.count,
              target: target[name],
              got: achieved[name],
              "error %": (achieved[name] / target[name] - 1) * 100,
            })),
      );
    },
  },
  {
    name: "workers",
    target: "as many times the requests a second as there are workers, up to the cores",
    async run(pace) {
      // Answers are generated for each request, so that the load generator, which needs a core too, has little to do.
      const request = { ...GITHUB_REQUEST, headers: { prefer: "dynamic=true" } };
      const material = await prepare(github(), request);
      return rows(await throughput(material, [understudy(), understudy(2)], pace, 16));
    },
  },
  { name: "1,000 reloads of GitHub's document", target: "flat", run: () => reloads(github()) },
];

/** A case that compares all servers. */
function compared(name: string, document: unknown, request: LoadRequest, target: string): Case {
  return {
    name,
    target,
    run: async (pace, peers) =>
      rows(
        await throughput(
          await prepare(document, request),
          [bare, understudy(), withoutLane, ...peers],
          pace,
        ),
      ),
  };
}

function fixedDelay(): Promise<Material> {
  const plan = { default: { kind: "fixed" as const, ms: 50 }, routes: {} };
  return prepare(documentOf(2), READ_REQUEST, plan);
}

function rows(results: Throughput[]): Measured[] {
  return results.map((result) => ({
    server: result.server,
    "requests/CPU-s": result.perCpuSecond,
    "% of first": result.ofFirst * 100,
    "requests/s": result.perSecond,
    "p50 ms": result.p50,
    "p99 ms": result.p99,
    MB: result.memory,
    "start ms": result.started,
    errors: result.errors,
  }));
}

function github(): string {
  if (!existsSync(GITHUB)) throw new Error("npm ci --prefix test/wild --ignore-scripts");
  return GITHUB;
}

function prismOf(peers: Contender[]): Contender[] {
  return peers.filter(({ name }) => name.startsWith("prism"));
}

function nginxOf(peers: Contender[]): Contender[] {
  return peers.filter(({ name }) => name === "nginx");
}
