import * as pulumi from "@pulumi/pulumi";
import type { Campaign } from "../campaign/campaign.ts";
import { readIstioRevision } from "../cluster/istioRevision.ts";

/**
 * Finds out what `istio.revision: auto` means in the stack's cluster, and logs it. Returns an empty text if no service
 * uses `auto`, if no istiod has such a revision, or if it cannot be found out.
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
