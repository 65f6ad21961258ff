import * as pulumi from "@pulumi/pulumi";
import type { Campaign } from "../campaign/campaign.ts";
import { checkCluster } from "../cluster/checkCluster.ts";
import type { RoutingObjects } from "../emit/routingObjects.ts";
import { formatProblem, UserError } from "../problem.ts";
import type { PreparedMock } from "./prepareMocks.ts";

/**
 * Asks the stack's cluster whether it will take the mocks and the routing, before any of them is declared. A cluster that
 * cannot be asked is left to the provider, which says so with more reason.
 *
 * @throws {UserError} with everything that would stop them
 */
export async function preflight(
  campaign: Campaign,
  prepared: readonly PreparedMock[],
  routing: RoutingObjects,
  root: string,
): Promise<void> {
  const mocks = prepared.map(({ mock, objects }) => ({ config: mock.config, objects }));
  const { problems, warnings, unknown } = await checkCluster(campaign, mocks, root, routing);
  if (problems.length > 0) throw new UserError(problems);
  for (const warning of warnings) pulumi.log.warn(formatProblem(warning));
  if (unknown !== undefined) pulumi.log.warn(`the cluster could not be asked: ${unknown}`);
}
