import { expect, test, vi } from "vitest";
import { askBefore, ledSummary, linesBefore } from "../../../cli/laptop/askBefore.ts";
import type { LedInterceptPlan } from "../../../src/laptop/intercept/planIntercept.ts";

const http = { name: "http", port: 80 };
const redis = { port: 6379 };
const plan: LedInterceptPlan = {
  target: {
    ...{ namespace: "shop", service: "payments", container: "app", ports: [] },
    deployment: {},
  },
  host: "payments.shop.svc.cluster.local",
  name: "payments-laptop",
  keyHeader: "x-preview",
  ...{ held: [], beside: [] },
  led: {
    ports: [
      { port: http, listen: 80, local: 8080 },
      { port: redis, listen: 6379, bytes: true },
    ],
    pods: {},
    ready: 3,
    otherKeys: [{ key: "pr-12", service: "shop/payments-pr-12" }],
    undoing: ["Flux puts it back."],
  },
};

const bob = {
  ...{ namespace: "shop", name: "payments-laptop-bob", uid: "1", key: "bob" },
  holder: { user: "bob", machine: "pc", since: "2026-11-27T10:00Z" },
};

test("the question says how many pods' traffic moves, which keys lead elsewhere, and who will undo it", () => {
  expect(linesBefore({ ...plan, held: [bob] })).toEqual([
    "The Service shop/payments will lead to an agent: the traffic of 3 pods moves.",
    "  port http: all of it reaches 127.0.0.1:8080",
    "  port 6379: goes on to the Service's pods",
    "  keys that lead elsewhere, as before: pr-12 (shop/payments-pr-12)",
    "  the intercept of bob@pc ends",
    "Only its selector is changed, and put back at the end. Connections that are open through the agent then are closed.",
    "Flux puts it back.",
  ]);
  expect(ledSummary(plan)).toBe(
    "All requests to payments.shop reach 127.0.0.1:8080.\nThe Service shop/payments leads to an agent until the end.",
  );
});

test("with a key it says that Istio does not choose its requests", () => {
  const { otherKeys: _, ...led } = plan.led;
  const keyed = { ...plan, key: "ann", led: { ...led, ready: 1, otherKeys: [], undoing: [] } };
  expect(linesBefore(keyed).slice(0, 3)).toEqual([
    "Istio does not route shop/payments, so the Service itself will lead to an agent: the traffic of 1 pod goes through it.",
    "  port http: requests with x-preview: ann reach 127.0.0.1:8080, all others the Service's pods",
    "  port 6379: goes on to the Service's pods",
  ]);
  expect(ledSummary(keyed)).toContain("All others reach the Service's own pods.");
});

test("beside other keys it says whose they are", () => {
  const shared = { ...plan, key: "ann", beside: [bob] };
  expect(linesBefore(shared)).toContain("  keys of other machines, as before: bob (bob@pc)");
  expect(ledSummary(shared)).toContain(
    "All others reach the Service's own pods, but for keys of other machines: bob (bob@pc).",
  );
});

test("nobody is asked with --yes, and without it and a terminal it is refused", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  vi.stubGlobal("process", Object.create(process, { stdin: { value: { isTTY: false } } }));
  expect(await askBefore([], false)).toBe(true);
  expect(await askBefore([plan], true)).toBe(true);
  await expect(askBefore([plan], false)).rejects.toThrow("Add --yes to change it without asking.");
  expect(said).toHaveBeenCalledTimes(2 * linesBefore(plan).length);
  vi.unstubAllGlobals();
  said.mockRestore();
});
