import * as pulumi from "@pulumi/pulumi";
import { afterEach, expect, test, vi } from "vitest";
import { checkCluster } from "../../cluster/checkCluster.ts";
import { preflight } from "../../components/preflight.ts";
import type { Campaign } from "../../config/campaign.ts";

import { routingObjects } from "../../emit/routingObjects.ts";

vi.mock("../../cluster/checkCluster.ts");

const CAMPAIGN: Campaign = { stack: "stg", services: [] };

const ROUTING = routingObjects(CAMPAIGN, []);

afterEach(() => vi.restoreAllMocks());

test("what would stop the mocks is one error with all of it", async () => {
  const problems = [{ where: "Pulumi.stg.yaml: services[0].istio", what: "no Istio" }];
  vi.mocked(checkCluster).mockResolvedValue({ problems, warnings: [] });
  await expect(preflight(CAMPAIGN, [], ROUTING, ".")).rejects.toMatchObject({
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
  await preflight(CAMPAIGN, [], ROUTING, ".");
  expect(warn.mock.calls).toEqual([["the cluster could not be asked: ECONNREFUSED"]]);
});
