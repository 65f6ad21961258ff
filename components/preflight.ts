import * as pulumi from "@pulumi/pulumi";
import { checkCluster } from "../cluster/checkCluster.ts";
import type { Campaign } from "../config/campaign.ts";
import { UserError } from "../problem.ts";
import type { PreparedMock } from "./prepareMocks.ts";

/**
 * Asks the stack's cluster whether it will take the mocks, before any of them is declared. A cluster that cannot be
 * asked is left to the provider, which says so with more reason.
 *
 * @throws {UserError} with everything that would stop them
 */
export async function preflight(
  campaign: Campaign,
  prepared: readonly PreparedMock[],
  root: string,
): Promise<void> {
  const mocks = prepared.map(({ mock, objects }) => ({ config: mock.config, objects }));
  const { problems, unknown } = await checkCluster(campaign, mocks, root);
  if (problems.length > 0) throw new UserError(problems);
  if (unknown !== undefined) pulumi.log.warn(`the cluster could not be asked: ${unknown}`);
}
