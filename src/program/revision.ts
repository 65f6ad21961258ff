import * as pulumi from "@pulumi/pulumi";
import type { Campaign } from "../campaign/campaign.ts";
import { readIstioRevision } from "../cluster/istioRevision.ts";

/**
 * What `istio.revision: auto` stands for in the stack's cluster, and says so; empty where that cannot be found out,
 * where no istiod has such a revision, or where no service asks.
 */
export async function resolveRevision({ kubeContext, services }: Campaign): Promise<string> {
  const asked = services.some(({ istio }) => istio.enabled && istio.revision === "auto");
  if (!asked) return "";
  const { revision, reason } = await readIstioRevision(kubeContext);
  if (revision === "") {
    pulumi.log.warn(`istio.revision auto: none, and no label istio.io/rev is set; ${reason}`);
  } else {
    pulumi.log.info(`istio.revision auto: ${revision}; ${reason}`);
  }
  return revision;
}
