import { expect, onTestFinished, test, vi } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { composeHosts } from "../../../src/cluster/live/composeHosts.ts";
import { routeLook } from "../../../src/laptop/routed/routeLook.ts";
import { apiServer } from "../../cluster/apiServer.ts";

const HOST = "payments.shop.svc.cluster.local";
const AGENT = { namespace: "shop", name: "payments-laptop-ann", uid: "mine" };
const ROUTER = { namespace: "shop", name: "payments-router" };
const ISTIO = "/apis/networking.istio.io/v1";
const DECLARED = "understudy.dev/route-declared";
const WITHDRAWN = "understudy.dev/route-withdrawn";
const BACK =
  "Somebody has changed the routes of the key ann in VirtualService shop/payments-router. They are as they were again.";
const AGAIN = "The routes of the key ann are there again.";

interface Route {
  name: string;
  timeout?: string;
}

/** A cluster with an intercept, whose routes are there. */
async function intercepted() {
  const declared = JSON.stringify({ keyHeader: "x-preview", base: [], entries: [] });
  const annotations: Record<string, string> = {
    "understudy.dev/route-origin": HOST,
    "understudy.dev/route-key": "ann",
    "understudy.dev/route-returns": "true",
  };
  const labels = { "kubernetes.io/service-name": AGENT.name };
  const world = {
    router: {
      metadata: {
        ...{ ...ROUTER, uid: "first", resourceVersion: "1" },
        annotations: { [DECLARED]: declared } as Record<string, string>,
      },
      spec: { hosts: [HOST], http: [] as Route[] },
    } as
      | {
          metadata: { uid: string; resourceVersion: string; annotations: Record<string, string> };
          spec: { http: Route[] };
        }
      | undefined,
    job: { metadata: { uid: "mine" } },
    service: { metadata: { namespace: "shop", name: AGENT.name, annotations } },
    isEnding: false,
    /** What somebody else does to each write at once. */
    onWrite: () => {},
  };
  const own = `${ISTIO}/namespaces/shop/virtualservices/${ROUTER.name}`;
  const changes = await apiServer(
    {
      [own]: () => world.router ?? 404,
      [`${ISTIO}/virtualservices`]: () => (world.router ? [world.router] : []),
      [`${ISTIO}/destinationrules`]: [],
      "/api/v1/services": () => [
        { metadata: { namespace: "shop", name: "payments" } },
        world.service,
      ],
      "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices": [
        { metadata: { namespace: "shop", labels }, endpoints: [{ conditions: { ready: true } }] },
      ],
      [`/apis/batch/v1/namespaces/shop/jobs/${AGENT.name}`]: () => world.job,
      [`/api/v1/namespaces/shop/services/${AGENT.name}`]: () => world.service,
    },
    "staging",
    (change) => {
      edit(JSON.parse(change.slice(change.indexOf("{"))).spec.http);
      world.onWrite();
      return 200;
    },
  );
  function edit(http: Route[]): void {
    if (world.router === undefined) return;
    world.router.spec.http = http;
    world.router.metadata.resourceVersion += "1";
  }
  const kubeConfig = await connect("staging");
  await composeHosts(kubeConfig, [HOST]);
  changes.length = 0;
  const told: string[] = [];
  const link = {
    async requests() {
      if (world.isEnding) throw new Error("the agent is about to end");
      return 1;
    },
  };
  const routes = { agent: AGENT, link, host: HOST, key: "ann", virtualServices: [ROUTER] };
  const look = routeLook(kubeConfig, routes, (text, isThere) => told.push(`${isThere}: ${text}`));
  await look();
  const composed = world.router?.spec.http ?? [];
  expect([composed.map(({ name }) => name), told]).toEqual([
    [
      "returned by payments-laptop-ann.shop default",
      "payments-laptop-ann.shop default",
      "ann default",
      "default",
    ],
    [],
  ]);
  return { world, edit, look, told, changes, composed };
}

test("routes that somebody takes out or changes are put back, and that is told", async () => {
  const { edit, look, told, world, composed } = await intercepted();
  edit(composed.filter(({ name }) => name !== "ann default"));
  await look();
  expect([told, world.router?.spec.http]).toEqual([[`true: ${BACK}`], composed]);
  onTestFinished(() => void vi.restoreAllMocks());
  vi.spyOn(performance, "now").mockReturnValue(performance.now() + 21_000);
  edit(composed.slice(-1));
  await look();
  await look();
  expect([told, world.router?.spec.http]).toEqual([Array(2).fill(`true: ${BACK}`), composed]);
});

test("what the owner of the routes composes is neither told nor written", async () => {
  const { edit, look, told, world, changes, composed } = await intercepted();
  const base = [{ name: "all", timeout: "2s", route: [{ destination: { host: "payments" } }] }];
  const declared = JSON.stringify({ keyHeader: "x-preview", base, entries: [] });
  if (world.router) world.router.metadata.annotations[DECLARED] = declared;
  await look();
  edit([...composed]);
  await composeHosts(await connect("staging"), [HOST]);
  changes.length = 0;
  expect(world.router?.spec.http.at(-1)?.name).toBe("all");
  await look();
  expect([told, changes]).toEqual([[], []]);
});

test("routes that are taken out again at once are left out until somebody puts them back", async () => {
  const { edit, look, told, world, changes, composed } = await intercepted();
  world.onWrite = () => edit(composed.slice(-1));
  edit(composed.slice(-1));
  for (let i = 0; i < 4; i++) await look();
  const gone =
    "Somebody has taken the routes of the key ann out of VirtualService shop/payments-router: its requests are answered as all others.";
  expect([told, changes.length]).toEqual([[`false: ${gone}`], 1]);
  world.onWrite = () => {};
  edit(composed.slice(-1));
  await look();
  edit(composed.slice(-1));
  for (let i = 0; i < 4; i++) await look();
  const leftOut = `false: ${gone} They are left out until it is changed next.`;
  expect([told.slice(1), changes.length]).toEqual([[`true: ${AGAIN}`, leftOut], 2]);
  edit(composed);
  await look();
  expect(told.slice(3)).toEqual([`true: ${AGAIN}`]);
});

test("a VirtualService that is gone is told with who answers, and when it is there again", async () => {
  const { edit, look, told, world, composed } = await intercepted();
  edit(composed.slice(-1));
  await look();
  expect(told.splice(0)).toEqual([`true: ${BACK}`]);
  const { router } = world;
  world.router = undefined;
  for (let i = 0; i < 3; i++) await look();
  expect(told).toEqual([
    [
      "false: Somebody has removed VirtualService shop/payments-router, and the routes of the key ann with it: its requests are answered as all others.",
      "payments.shop: no stack routes it, so all requests reach the Service itself.",
      "  Add payments.shop to understudy:router of a stack that all share.",
    ].join("\n"),
  ]);
  if (router) world.router = { ...router, spec: { ...router.spec, http: [] } };
  await look();
  expect([told.slice(1), world.router?.spec.http]).toEqual([[`true: ${AGAIN}`], composed]);
  // Removed and made anew between two looks.
  edit([]);
  if (world.router) world.router.metadata.uid = "second";
  await look();
  expect([told.slice(2), world.router?.spec.http]).toEqual([[`true: ${BACK}`], composed]);
});

test("routes that go because the intercept ends, or is another machine's by now, are nobody's concern", async () => {
  const { edit, look, told, world, changes, composed } = await intercepted();
  edit(composed.slice(-1));
  world.isEnding = true;
  await look();
  world.isEnding = false;
  world.job = { metadata: { uid: "another" } };
  await look();
  world.job = { metadata: { uid: "mine" } };
  world.service.metadata.annotations[WITHDRAWN] = "2026-11-27T10:00Z";
  await look();
  expect([told, changes]).toEqual([[], []]);
});
