import { beforeEach, expect, test, vi } from "vitest";
import type { Campaign } from "../../src/campaign/campaign.ts";
import { previewObjects } from "../../src/emit/preview/previewObjects.ts";
import { routingObjects } from "../../src/emit/routingObjects.ts";
import type { Plan } from "../../src/plan/planStack.ts";
import { composeRoutes } from "../../src/program/composeRoutes.ts";
import { settleRoutes } from "../../src/program/settleRoutes.ts";
import { istioObject } from "../../src/pulumi/istioObject.ts";
import { settle } from "../../src/settle.ts";
import { ORIGIN, PREVIEW } from "../emit/previewFixture.ts";
import { runProgram } from "../pulumi.ts";

vi.mock("../../src/settle.ts");
vi.mock("../../src/program/composeRoutes.ts");

const CAMPAIGN: Campaign = { stack: "test", services: [] };
const ROUTER = "payments-virtual-service";

let events: string[];

beforeEach(() => {
  events = [];
  vi.mocked(composeRoutes).mockImplementation(async () => {
    events.push("composed");
    return false;
  });
  vi.mocked(settle).mockImplementation(async () => {
    events.push("waited");
  });
});

test("a stack that has a Service no longer ends when its routes are updated and settled", async () => {
  await run({ state: ["core/v1:Service payments-pr-12"] });
  expect(events).toEqual([ROUTER, "composed", "waited", "ended"]);
});

test("so does one that has a subset no longer", async () => {
  await run({ state: ["networking.istio.io/v1:DestinationRule payments-pr-12"] });
  expect(events).toEqual([ROUTER, "composed", "waited", "ended"]);
});

test("so does one without a router, if a host of another stack has changed", async () => {
  vi.mocked(composeRoutes).mockResolvedValue(true);
  await run({ state: ["core/v1:Service payments-pr-12"], routed: false });
  expect(events).toEqual(["waited", "ended"]);
});

test.each([
  ["whose Services all stay", { state: ["core/v1:Service payments-pr-12"], kept: true }],
  ["that loses something that no route leads to", { state: ["batch/v1:Job payments-pr-12"] }],
  ["without routes", { state: ["core/v1:Service payments-pr-12"], routed: false }],
  ["that is only shown", { state: ["core/v1:Service payments-pr-12"], preview: true }],
  ["without a state", {}],
])("a stack %s does not wait", async (_, stack) => {
  await run(stack);
  expect(events).not.toContain("waited");
  expect(events).toContain("ended");
});

interface Stack {
  /** Kinds and names of the objects in its state. */
  state?: string[];
  /** Whether its plan has the preview that is in its state. */
  kept?: boolean;
  /** Whether it has a router. */
  routed?: boolean;
  preview?: boolean;
}

async function run({ state, kept = false, routed = true, preview = false }: Stack): Promise<void> {
  const outputs = Object.fromEntries(
    (state ?? []).map((one) => {
      const [type, name] = one.split(" ");
      const metadata = { name, namespace: "shop" };
      return [one, { type: `kubernetes:${type}`, outputs: { metadata } }];
    }),
  );
  const program = async () => {
    const kind = { apiVersion: "networking.istio.io/v1", kind: "VirtualService" };
    if (routed) istioObject(ROUTER, kind, {});
    await settleRoutes(planned(kept), []);
    events.push("ended");
  };
  await runProgram(program, {
    preview,
    ...(state && { answers: { "pulumi:pulumi:readStackResourceOutputs": { outputs } } }),
    outputs: ({ name }) => {
      events.push(name);
      return {};
    },
  });
}

function planned(kept: boolean): Plan {
  const routing = routingObjects(CAMPAIGN, []);
  if (kept) {
    routing.previews = [{ config: PREVIEW, replica: previewObjects(ORIGIN, PREVIEW, "test") }];
  }
  return {
    campaign: CAMPAIGN,
    mocks: [],
    sharedPods: [],
    routing,
    loadTests: [],
    warnings: [],
    problems: [],
  };
}
