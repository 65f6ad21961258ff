import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { routeLook } from "../../../src/laptop/routed/routeLook.ts";
import { apiServer } from "../../cluster/apiServer.ts";

const AGENT = { namespace: "shop", name: "payments-laptop-ann", uid: "mine" };
const ISTIO = "/apis/networking.istio.io/v1";
const WITHDRAWN = "understudy.dev/route-withdrawn";
const ROUTES = ["payments-laptop-ann", "payments"].map((name) => ({
  name,
  route: [{ destination: { host: `${name}.shop.svc.cluster.local` } }],
}));
const ANSWERED = "Requests with the key are answered like all others.";
const FIX = "To put the routes back, end this command and start it again.";
const AGAIN = "The routes of the key ann are there again.";

type Answer = { metadata: object; spec: { http: object[] } } | number;

function router(http = ROUTES): Answer {
  return { metadata: {}, spec: { http } };
}

/** An intercept whose routes lie in VirtualServices of two namespaces. */
async function intercepted() {
  const world = {
    shop: router(),
    web: router(),
    job: { metadata: { uid: "mine" } } as object | number,
    service: { metadata: { annotations: {} as Record<string, string> } },
    isEnding: false,
  };
  const changes = await apiServer({
    [`${ISTIO}/namespaces/shop/virtualservices/payments`]: () => world.shop,
    [`${ISTIO}/namespaces/web/virtualservices/payments`]: () => world.web,
    [`/apis/batch/v1/namespaces/shop/jobs/${AGENT.name}`]: () => world.job,
    [`/api/v1/namespaces/shop/services/${AGENT.name}`]: () => world.service,
  });
  const told: string[] = [];
  const link = {
    async requests() {
      if (world.isEnding) throw new Error("the agent is about to end");
      return 1;
    },
  };
  const virtualServices = ["shop", "web"].map((namespace) => ({ namespace, name: "payments" }));
  const look = routeLook(
    await connect("staging"),
    { agent: AGENT, link, key: "ann", virtualServices },
    (text, isThere) => told.push(`${isThere}: ${text}`),
  );
  return { world, look, told, changes };
}

test("routes that somebody takes out are told once, and when they are back; nothing is written", async () => {
  const { world, look, told, changes } = await intercepted();
  await look();
  world.shop = router([]);
  for (let i = 0; i < 3; i++) await look();
  const taken = "Somebody has taken the routes of the key ann out of VirtualService";
  expect(told.splice(0)).toEqual([`false: ${taken} shop/payments. ${FIX}`]);
  world.web = router([]);
  await look();
  expect(told.splice(0)).toEqual([`false: ${taken} web/payments. ${ANSWERED} ${FIX}`]);
  world.shop = router();
  await look();
  expect(told.splice(0)).toEqual([`false: ${AGAIN}`]);
  world.web = router();
  for (let i = 0; i < 2; i++) await look();
  expect([told, changes]).toEqual([[`true: ${AGAIN}`], []]);
});

test("a VirtualService that is removed is told", async () => {
  const { world, look, told } = await intercepted();
  world.web = router([]);
  await look();
  world.shop = 404;
  await look();
  const removed =
    "Somebody has removed VirtualService shop/payments, and the routes of the key ann with it.";
  expect(told).toEqual([`false: ${removed} ${ANSWERED} ${FIX}`]);
});

test("of one that never had the routes, or may not be read, nothing is told, and others are looked at", async () => {
  const { world, look, told } = await intercepted();
  world.web = 403;
  for (let i = 0; i < 2; i++) await look();
  world.shop = router([]);
  await look();
  expect(told).toEqual([
    expect.stringMatching(/^false: .* out of VirtualService shop\/payments\./),
  ]);
});

test("a cluster that cannot be asked is asked again", async () => {
  const { world, look, told } = await intercepted();
  await look();
  world.shop = 503;
  await look();
  world.shop = router([]);
  world.job = 503;
  await expect(look()).rejects.toThrow("was answered with status 503");
  expect(told).toEqual([]);
  world.job = { metadata: { uid: "mine" } };
  await look();
  expect(told).toHaveLength(1);
});

test("routes that go because the intercept ends, or is another machine's by now, are not told", async () => {
  const { world, look, told } = await intercepted();
  await look();
  world.shop = router([]);
  world.isEnding = true;
  await look();
  world.isEnding = false;
  world.job = { metadata: { uid: "another" } };
  await look();
  world.job = { metadata: { uid: "mine" } };
  world.service.metadata.annotations[WITHDRAWN] = "2026-11-27T10:00Z";
  await look();
  expect(told).toEqual([]);
});
