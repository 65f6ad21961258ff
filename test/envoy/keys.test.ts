import type { ClientHttp2Session } from "node:http2";
import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose } from "../../src/routing/compose.ts";
import type { HttpRoute } from "../../src/routing/httpRoute.ts";
import { firstMatch, type RoutedRequest } from "../../src/routing/interpret.ts";
import { send } from "../conformance/send.ts";
import { entryOf, HOST, KEY_HEADER, requests, routings } from "../routing/arbitraries.ts";
import { type Action, reference } from "../routing/reference.ts";
import { bootstrap } from "./bootstrap.ts";
import { type Envoy, findEnvoy, startEnvoy } from "./envoy.ts";
import { clusterName } from "./routeAction.ts";
import { CLUSTER_HEADER, ENTRY_HEADER, hostsConfig } from "./routeConfig.ts";
import { connectByHttp2, sendByHttp2 } from "./sendByHttp2.ts";
import { startUpstream, UPSTREAM_HEADERS, UPSTREAM_PATH, type Upstream } from "./upstream.ts";

const { binary = "", reason } = await findEnvoy();

const ROUTINGS = 80;
const REQUESTS = 25;

/** Random lists, each at a host of its own, with random requests; and one whose routes do all that they can. */
const grid = fc
  .sample(fc.tuple(routings, fc.array(requests, { minLength: REQUESTS, maxLength: REQUESTS })), {
    seed: 631,
    numRuns: ROUTINGS,
  })
  .map(([routing, asked], index) => ({
    routing,
    host: `r${index}.test`,
    http: compose(routing).http,
    asked,
  }));
const doing: HttpRoute[] = [
  {
    match: [{ uri: { prefix: "/old/" } }],
    rewrite: { uri: "/new/" },
    headers: {
      request: { set: { "x-seen": "yes" }, remove: ["x-secret"] },
      response: { set: { "x-answered": "yes" } },
    },
    retries: { attempts: 2, retryOn: "5xx", perTryTimeout: "1s" },
    timeout: "5s",
    route: [
      { destination: { host: "payments", subset: "v1" }, weight: 50 },
      { destination: { host: "payments", subset: "v2" }, weight: 50 },
    ],
  },
  { match: [{ uri: { prefix: "/moved" } }], redirect: { uri: "/new", redirectCode: 308 } },
  { match: [{ uri: { prefix: "/tea" } }], directResponse: { status: 418 } },
];
const DOING = "doing.test";
const virtualServices = [
  ...grid.map(({ host, http }) => virtualService(host, http)),
  virtualService(
    DOING,
    compose({
      host: HOST,
      keyHeader: KEY_HEADER,
      base: doing,
      entries: [entryOf("pr-1")],
      substitutions: [],
    }).http,
  ),
];

describe.skipIf(reason !== undefined)("a sidecar with composed lists", () => {
  let upstream: Upstream;
  let envoy: Envoy;
  let session: ClientHttp2Session;
  beforeAll(async () => {
    upstream = await startUpstream();
    envoy = await startEnvoy(
      binary,
      "keys",
      bootstrap(hostsConfig(virtualServices), upstream.port),
    );
    session = connectByHttp2(envoy.port);
  });
  afterAll(async () => {
    session?.close();
    await envoy?.close();
    upstream?.close();
  });

  it("sends every request where the reference router does, by the interpreter's route", async () => {
    const taken = grid.map(({ host, asked }) =>
      Promise.all(
        asked.map(async ({ method, target, headers }) => {
          const answer = await send(envoy.port, method, target, { ...defined(headers), host });
          return outcome(answer.headers);
        }),
      ),
    );
    expect(await Promise.all(taken)).toEqual(grid.map(expectedOutcomes));
  });

  it("does so by HTTP/2 too, with gRPC's requests", async () => {
    const calls = grid.map(({ asked, ...rest }) => ({
      ...rest,
      asked: asked.map(({ headers }) => ({
        method: "POST",
        target: "/pkg.Service/Method",
        headers: { ...headers, "content-type": "application/grpc", te: "trailers" },
      })),
    }));
    const taken = calls.map(({ host, asked }) =>
      Promise.all(
        asked.map(async ({ method, target, headers }) => {
          const pseudo = { ":method": method, ":path": target, ":authority": host };
          return outcome(await sendByHttp2(session, { ...pseudo, ...defined(headers) }));
        }),
      ),
    );
    expect(await Promise.all(taken)).toEqual(calls.map(expectedOutcomes));
  });

  it("does with a request that carries a key all that the base's route does", async () => {
    const headers = { host: DOING, [KEY_HEADER]: "pr-1", "x-secret": "1" };
    const answer = await send(envoy.port, "GET", "/old/payments", headers);
    expect({
      cluster: answer.headers[CLUSTER_HEADER],
      path: answer.headers[UPSTREAM_PATH],
      answered: answer.headers["x-answered"],
      seen: names(answer.headers[UPSTREAM_HEADERS]).filter((name) => /x-se/.test(name)),
    }).toEqual({
      cluster: "outbound|80||payments-pr-1.shop.svc.cluster.local",
      path: "/new/payments",
      answered: "yes",
      seen: ["x-seen"],
    });
  });

  it("redirects and answers itself where the base does, whatever keys a request carries", async () => {
    const headers = { host: DOING, [KEY_HEADER]: "pr-1" };
    const moved = await send(envoy.port, "GET", "/moved", headers);
    expect([moved.status, moved.headers.location]).toEqual([308, `http://${DOING}/new`]);
    expect((await send(envoy.port, "GET", "/tea", headers)).status).toEqual(418);
  });

  it("keeps the base's weights for requests without a key", async () => {
    const clusters = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const { headers } = await send(envoy.port, "GET", "/old/payments", { host: DOING });
        return headers[CLUSTER_HEADER];
      }),
    );
    expect([...new Set(clusters)].toSorted()).toEqual(
      ["v1", "v2"].map((subset) => clusterOf(subset)),
    );
  });
});

function virtualService(host: string, http: HttpRoute[]): IVirtualService {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    spec: { hosts: [host], http },
  };
}

function expectedOutcomes({
  routing,
  http,
  asked,
}: Omit<(typeof grid)[number], "host"> & { asked: RoutedRequest[] }) {
  return asked.map((request) => {
    const { index, alternative } = firstMatch(http, request) ?? {};
    return { entry: `${index}.${alternative}`, cluster: clusterFor(reference(routing, request)) };
  });
}

/** Of the weights of random routings one is everything. `-` is what Envoy says where it sends a request nowhere. */
function clusterFor({ route = [] }: Action): string {
  const chosen = route.find(({ weight = 100 }) => weight > 0);
  return chosen === undefined ? "-" : clusterName(chosen.destination);
}

function outcome(headers: Record<string, unknown>) {
  return { entry: headers[ENTRY_HEADER], cluster: headers[CLUSTER_HEADER] ?? "-" };
}

function clusterOf(subset: string): string {
  return clusterName({ host: HOST, subset });
}

function defined(headers: RoutedRequest["headers"]): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

function names(header: string | string[] | undefined): string[] {
  return String(header).split(" ");
}
