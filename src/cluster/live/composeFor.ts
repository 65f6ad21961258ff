import type { Campaign } from "../../campaign/campaign.ts";
import { askCluster } from "../askCluster.ts";
import { type ComposedHosts, composeHosts, LONGEST } from "./composeHosts.ts";

/**
 * Composes hosts in a stack's cluster.
 *
 * @param root folder of the stack's file
 * @throws {UserError} when the cluster cannot be asked
 */
export function composeFor(
  campaign: Pick<Campaign, "stack" | "kubeContext">,
  root: string,
  hosts: readonly string[],
): Promise<ComposedHosts> {
  return askCluster(
    campaign,
    root,
    (kubeConfig) => composeHosts(kubeConfig, hosts),
    // Of each host, one after the other.
    (hosts.length + 1) * LONGEST,
  );
}
