// Measures the cost of the claim filters: Envoy's processor time per request, with and without them. Run by hand:
//   npx node test/envoy/claimCost.ts
import { readFileSync } from "node:fs";
import type { IEnvoyFilter } from "@kubernetes-models/istio/networking.istio.io/v1alpha3";
import { claimObjects } from "../../src/emit/gateway/claimObjects.ts";
import { A, known } from "../emit/gatewayFixture.ts";
import { bearer } from "./claimTokens.ts";
import { findEnvoy, startEnvoy } from "./envoy.ts";
import { proxy } from "./mesh.ts";
import { call } from "./services.ts";

const REQUESTS = 15_000;
const AT_ONCE = 20;
const ROUNDS = 5;
/** Clock ticks per second in `/proc`, on every relevant Linux. */
const TICK_MICROSECONDS = 10_000;

const { binary, reason } = await findEnvoy();
if (binary === undefined) throw new Error(reason);

const { gatewayFilter, sidecarFilters } = claimObjects(
  {
    claim: "service_routers",
    issuer: "understudy",
    audiences: [],
    ingress: { namespace: "istio-system", selector: {} },
    sidecars: ["istio-system"],
  },
  undefined,
  known(),
  "cost",
);

/** A token of about 800 characters, the size of ordinary tokens. */
const login = {
  iss: "https://login.example.com",
  sub: "248289761001",
  scope: "openid profile email payments:read payments:write",
  roles: Array.from({ length: 12 }, (_, i) => `role-${i}-of-the-shop`),
  exp: 1_800_000_000,
};
const plain = bearer(JSON.stringify(login));
const claimed = bearer(JSON.stringify({ ...login, service_routers: ["pr-12"] }));
const routed = { "x-preview": "pr-12", baggage: "user=7,understudy=pr-12,team=a" };

const cases: { title: string; filters: IEnvoyFilter[]; headers: Record<string, string> }[] = [
  { title: "no filter, a token", filters: [], headers: { authorization: plain } },
  { title: "sidecar, no token", filters: sidecarFilters, headers: {} },
  {
    title: "sidecar, a token without the claim",
    filters: sidecarFilters,
    headers: { authorization: plain },
  },
  {
    title: "sidecar, a token with it",
    filters: sidecarFilters,
    headers: { authorization: claimed },
  },
  { title: "no filter, key and baggage", filters: [], headers: routed },
  { title: "gateway, no such header", filters: [gatewayFilter], headers: {} },
  { title: "gateway, key and baggage", filters: [gatewayFilter], headers: routed },
  { title: "no filter, nothing", filters: [], headers: {} },
];

const results = new Map<string, number[]>();
for (let round = 0; round < ROUNDS; round++) {
  for (const { title, filters, headers } of cases) {
    results.set(title, [...(results.get(title) ?? []), await cost(binary, filters, headers)]);
  }
}
for (const [title, costs] of results) {
  const median = costs.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
  console.log(`${title.padEnd(36)}${median.toFixed(1)} µs`);
}
console.log(`tokens of ${plain.length} and ${claimed.length} characters`);

/** Microseconds of Envoy's processor time for one request, which it answers itself. */
async function cost(
  envoyBinary: string,
  filters: IEnvoyFilter[],
  headers: Record<string, string>,
): Promise<number> {
  const virtualService = {
    apiVersion: "networking.istio.io/v1" as const,
    kind: "VirtualService" as const,
    spec: { hosts: [A], http: [{ directResponse: { status: 200 } }] },
  };
  const config = proxy({ kind: "sidecar", virtualServices: [virtualService], filters, ports: {} });
  const envoy = await startEnvoy(envoyBinary, "claim-cost", config);
  const send = async (count: number) => {
    for (let sent = 0; sent < count; sent++) await call(envoy.port, A, headers);
  };
  const sendAll = (count: number) =>
    Promise.all(Array.from({ length: AT_ONCE }, () => send(count / AT_ONCE)));
  await sendAll(2_000);
  const before = ticks(envoy.pid);
  await sendAll(REQUESTS);
  const used = ticks(envoy.pid) - before;
  await envoy.close();
  return (used * TICK_MICROSECONDS) / REQUESTS;
}

/** Time in user and in kernel mode: fields 14 and 15 of `/proc/<pid>/stat`. */
function ticks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return Number(fields[11]) + Number(fields[12]);
}
