// Measures what the claims' filters cost: processor time, answers per second, memory and start of Envoy with and without
// them. All proxies run at once and are asked in turn, so that other load on the machine meets them alike. Run by hand:
//   npx node test/envoy/claimCost.ts [rounds]
import { readdirSync, readFileSync } from "node:fs";
import type { IEnvoyFilter } from "@kubernetes-models/istio/networking.istio.io/v1alpha3";
import { type Load, load } from "../../bench/load.ts";
import { median, quantileOf } from "../../bench/statistics.ts";
import { claimObjects } from "../../src/emit/gateway/claimObjects.ts";
import { A, known } from "../emit/gatewayFixture.ts";
import { FILTERS } from "./claimFilters.ts";
import { bearer } from "./claimTokens.ts";
import { type Envoy, findEnvoy, startEnvoy } from "./envoy.ts";
import { proxy } from "./mesh.ts";

const ROUNDS = Number(process.argv[2] ?? 9);
const PACE = { seconds: 2, connections: 16 };
const STARTS = 5;
/** The least, and a sidecar whose services call those of twenty ports. */
const SIZES = [
  { listeners: 1, threads: 1 },
  { listeners: 20, threads: 2 },
];

const { binary = "", reason } = await findEnvoy();
if (reason !== undefined) throw new Error(reason);

const objects = (filter: "lua" | "wasm") =>
  claimObjects(
    {
      claim: "service_routers",
      issuer: "understudy",
      audiences: [],
      ingress: { namespace: "istio-system", selector: {} },
      sidecars: ["istio-system"],
      filter,
    },
    undefined,
    known(),
    "cost",
  );
const available = FILTERS.filter(({ missing }) => missing === undefined);
const proxies = new Map<string, IEnvoyFilter[]>([
  ["none", []],
  ...available.map(({ filter }) => [filter, objects(filter).sidecarFilters] as const),
  ["gateway", [objects("lua").gatewayFilter]],
]);

const login = (roles: number, claim: object) =>
  bearer(
    JSON.stringify({
      iss: "https://login.example.com",
      sub: "248289761001",
      scope: "openid profile email payments:read payments:write",
      roles: Array.from({ length: roles }, (_, i) => `role-${i}-of-the-shop`),
      exp: 1_800_000_000,
      ...claim,
    }),
  ).replace(/[^.]*$/, "s".repeat(86));
const token = (roles: number, claim = {}) => ({ authorization: login(roles, claim) });
const KEYS = { service_routers: ["pr-12"] };
const sidecars = ["none", ...available.map(({ filter }) => filter)];
/** Headers of requests, and the proxies that get them. */
const requests: [title: string, headers: Record<string, string>, proxies: string[]][] = [
  ["no token", {}, [...sidecars, "gateway"]],
  ["0.6 KB without the claim", token(12), sidecars],
  ["0.7 KB with the claim", token(12, KEYS), sidecars],
  ["4 KB without the claim", token(125), sidecars],
  ["4 KB with the claim", token(125, KEYS), sidecars],
  [
    "key and baggage",
    { "x-preview": "pr-12", baggage: "user=7,understudy=pr-12,team=a" },
    ["none", "gateway"],
  ],
];

for (const [title, starts] of await started()) {
  const of = (pick: (start: (typeof starts)[number]) => number) => spread(starts.map(pick), 0);
  console.log(`${title.padEnd(32)}start ${of(({ ms }) => ms)} ms, memory ${of(({ mb }) => mb)} MB`);
}
const running = new Map<string, Envoy>();
for (const name of proxies.keys()) running.set(name, await start(name));
const runs = new Map<string, Run[]>();
for (let round = -1; round < ROUNDS; round++) {
  for (const [title, headers, asked] of requests) {
    for (const name of round % 2 === 0 ? asked : asked.toReversed()) {
      const run = await measure(running.get(name), headers);
      // The first round warms up.
      const kept = runs.get(`${title} ${name}`) ?? [];
      runs.set(`${title} ${name}`, round < 0 ? kept : [...kept, run]);
    }
  }
}
for (const [title, , asked] of requests) {
  const none = runs.get(`${title} none`) ?? [];
  console.log(`\n${title}`);
  for (const name of asked) {
    const own = runs.get(`${title} ${name}`) ?? [];
    const more = own.map(({ us }, round) => us - (none[round]?.us ?? 0));
    const rate = own.map(({ perSecond }, round) => perSecond / (none[round]?.perSecond ?? 1));
    const at = (pick: (run: Run) => number) => spread(own.map(pick), 2);
    console.log(
      `${name.padEnd(8)}µs ${at(({ us }) => us)}, more ${spread(more, 1)}, rate ${spread(rate, 2)}, ` +
        `p50 ${at(({ p50 }) => p50)} ms, p99 ${at(({ p99 }) => p99)} ms`,
    );
  }
}
for (const [name, envoy] of running) {
  console.log(`${name.padEnd(8)}memory after all: ${memory(envoy.pid).toFixed(1)} MB`);
  await envoy.close();
}

type Run = Load & { us: number };

async function measure(envoy: Envoy | undefined, headers: Record<string, string>): Promise<Run> {
  const { pid = 0, port = 0 } = envoy ?? {};
  const before = nanoseconds(pid);
  const request = { path: "/payments/7", headers: { Host: A, ...headers } };
  const result = await load(`http://127.0.0.1:${port}`, request, PACE);
  if (result.errors > 0) throw new Error(`${result.errors} requests failed`);
  return { ...result, us: (nanoseconds(pid) - before) / 1_000 / result.requests };
}

async function started() {
  const found = new Map<string, { ms: number; mb: number }[]>();
  for (let round = 0; round < STARTS; round++) {
    for (const size of SIZES) {
      for (const name of proxies.keys()) {
        const title = `${name}, ${size.listeners} listeners, ${size.threads} threads`;
        const began = performance.now();
        const envoy = await start(name, size);
        const made = { ms: performance.now() - began, mb: memory(envoy.pid) };
        found.set(title, [...(found.get(title) ?? []), made]);
        await envoy.close();
      }
    }
  }
  return found;
}

/** An Envoy that answers all requests itself. */
function start(
  name: string,
  { listeners, threads } = { listeners: 1, threads: 1 },
): Promise<Envoy> {
  const virtualService = {
    apiVersion: "networking.istio.io/v1" as const,
    kind: "VirtualService" as const,
    spec: { hosts: [A], http: [{ directResponse: { status: 200 } }] },
  };
  const filters = proxies.get(name) ?? [];
  const config = proxy({ kind: "sidecar", virtualServices: [virtualService], filters, ports: {} });
  const [listener] = config.static_resources.listeners;
  const all = Array.from({ length: listeners }, (_, i) => ({ ...listener, name: `${i}` }));
  const whole = { ...config, static_resources: { ...config.static_resources, listeners: all } };
  return startEnvoy(binary, `claim-cost-${name}`, whole, ["--concurrency", `${threads}`]);
}

/** Processor time of all threads. */
function nanoseconds(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((task) =>
      Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]),
    )
    .reduce((sum, time) => sum + time, 0);
}

/** Memory of its own in MB: without the pages of its file, which processes share. */
function memory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** Median and quartiles. */
function spread(figures: number[], digits: number): string {
  const [low, high] = [0.25, 0.75].map((p) => quantileOf(figures, p).toFixed(digits));
  return `${median(figures).toFixed(digits)} (${low}–${high})`;
}
