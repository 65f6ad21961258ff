import type { Campaign } from "../campaign/campaign.ts";
import { withLines } from "../config/lines.ts";
import { PROJECT } from "../config/stackFile.ts";
import type { StackState } from "../emit/common/stackOwner.ts";
import { type ClusterRouting, NO_CLUSTER } from "../emit/routingObjects.ts";
import { type Problem, UserError } from "../problem.ts";
import { unaskable } from "./askCluster.ts";
import { connect } from "./connection.ts";
import { PATIENCE, within } from "./patience.ts";
import { readOrigins } from "./readOrigins.ts";
import { readRouteEntries } from "./routeEntries.ts";

/**
 * Reads what only the cluster knows about a stack's routing: the objects that its previews are copied from, and what
 * other stacks' Services declare. Asks nothing for a stack without routing.
 *
 * @param root folder of the stack's file
 * @param state what Pulumi's state of the stack has; without it, the stack's own objects are known by names
 * @throws {UserError} with everything that does not exist, may not be read or is invalid; and when the cluster cannot
 *   be asked, because no router may be written without what other stacks declare
 */
export async function readClusterRouting(
  campaign: Campaign,
  root: string,
  state: StackState = { owner: { project: PROJECT, stack: campaign.stack } },
): Promise<ClusterRouting> {
  const { stack, kubeContext, router, previews = [], previewHosts, claims } = campaign;
  const routes =
    (router?.hosts.length ?? 0) > 0 || previewHosts !== undefined || claims !== undefined;
  if (!routes && previews.length === 0) return NO_CLUSTER;
  const hosts = (router?.hosts ?? []).map(({ host }) => host);
  const entries = (router?.hosts ?? []).flatMap((host) => host.entries);
  const problems: Problem[] = [];
  const read = async (): Promise<ClusterRouting> => {
    const kubeConfig = await connect(kubeContext);
    const [origins, found] = await Promise.all([
      readOrigins(kubeConfig, previews, problems),
      routes ? readRouteEntries(kubeConfig, { state, hosts, entries }, problems) : NO_CLUSTER.found,
    ]);
    return { origins, found };
  };
  const routing = await within(PATIENCE, read()).catch((error: unknown) => {
    problems.push(unaskable(error, stack));
    return NO_CLUSTER;
  });
  if (problems.length > 0) throw new UserError(withLines(problems, stack, root));
  return routing;
}
