import { expect, test } from "vitest";
import type { LatencyPlan } from "../../src/latency/plan.ts";
import { type AskedMock, questionsOf } from "../../src/verify/questions.ts";
import { shop } from "./shop.ts";

const DELAY = { kind: "fixed", ms: 20 } as const;

function mockWith(latency: LatencyPlan): AskedMock {
  return { service: "shop", table: shop(), latency, url: "http://mock", makes: "mock" };
}

test("each route is asked as its page would ask it", () => {
  const { questions, notAsked } = questionsOf(mockWith({ default: DELAY, routes: {} }), [], 50);
  expect(notAsked).toEqual([]);
  expect(questions).toEqual([
    {
      service: "shop",
      key: "GET /items",
      profile: DELAY,
      makes: "mock",
      url: "http://mock/items?kind=book",
      method: "GET",
      headers: { "X-Key": "key" },
      faults: [],
    },
    {
      service: "shop",
      key: "POST /items",
      profile: DELAY,
      makes: "mock",
      url: "http://mock/items",
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"name":"pen"}',
      faults: [],
    },
    {
      service: "shop",
      key: "GET /gone",
      profile: DELAY,
      makes: "mock",
      url: "http://mock/gone",
      method: "GET",
      headers: {},
      refuses: true,
      faults: [],
    },
  ]);
});

test("a route without a delay is not asked, and neither is one that hardly answers", () => {
  const faults = { routes: { "GET /gone": [{ kind: 503, share: 0.99 }] } };
  const routes = { "GET /gone": DELAY, "GET /items": DELAY };
  const { questions, notAsked } = questionsOf(mockWith({ routes, faults }), [], 50);
  expect(questions.map(({ key }) => key)).toEqual(["GET /items"]);
  expect(notAsked).toEqual([
    { service: "shop", key: "POST /items", reason: "it has no delay" },
    {
      service: "shop",
      key: "GET /gone",
      profile: DELAY,
      reason: "nearly all its answers are faults",
    },
  ]);
});

test("the faults that the stack asks for are known", () => {
  const faults = {
    default: [
      { kind: 503, share: 0.1 },
      { kind: "reset", share: 0.1 },
    ] as const,
    routes: {},
  };
  const plan = { default: DELAY, routes: {}, faults: { ...faults, default: [...faults.default] } };
  const { questions } = questionsOf(mockWith(plan), ["GET /gone"], 50);
  expect(questions.map(({ faults, breaks }) => ({ faults, breaks }))).toEqual([
    { faults: [503], breaks: true },
  ]);
});

test("a route that slows down as it fills up is not asked near its capacity", () => {
  const load = { capacity: 100, queue: 10 };
  const mock = mockWith({ default: { ...DELAY, load }, routes: {} });
  expect(questionsOf(mock, [], 80).notAsked).toEqual([]);
  expect(questionsOf(mock, ["GET /gone"], 81)).toMatchObject({
    questions: [],
    notAsked: [
      {
        reason: "81/s are too many for its capacity of 100/s: choose a lower --rate",
      },
    ],
  });
});
