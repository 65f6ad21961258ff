import * as pulumi from "@pulumi/pulumi";
import { afterEach, expect, test, vi } from "vitest";
import type { Campaign } from "../../src/campaign/campaign.ts";
import { checkCluster } from "../../src/cluster/checkCluster.ts";
import { routingObjects } from "../../src/emit/routingObjects.ts";
import type { Plan } from "../../src/plan/planStack.ts";
import { preflight } from "../../src/program/preflight.ts";

vi.mock("../../src/cluster/checkCluster.ts");

const CAMPAIGN: Campaign = { stack: "stg", services: [] };

const PLAN: Plan = {
  campaign: CAMPAIGN,
  mocks: [],
  sharedPods: [],
  routing: routingObjects(CAMPAIGN, []),
  warnings: [],
  loadTests: [],
  problems: [],
};

afterEach(() => vi.restoreAllMocks());

test("what would stop the mocks is one error with all of it", async () => {
  const problems = [{ where: "Pulumi.stg.yaml: services[0].istio", what: "no Istio" }];
  vi.mocked(checkCluster).mockResolvedValue({ problems, warnings: [] });
  await expect(preflight(PLAN, ".")).rejects.toMatchObject({
    name: "UserError",
    problems,
  });
});

test("a cluster that cannot be asked is a warning: the provider has the last word", async () => {
  const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
  vi.mocked(checkCluster).mockResolvedValue({
    problems: [],
    warnings: [],
    unknown: "ECONNREFUSED",
  });
  await preflight(PLAN, ".");
  expect(warn.mock.calls).toEqual([["the cluster could not be asked: ECONNREFUSED"]]);
});
