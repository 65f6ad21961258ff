import type { PreviewConfig } from "./routingConfig.ts";

/** The names of a preview replica. */
export interface PreviewNames {
  /** Name of the copied Deployment: `payments-pr-12`. */
  deployment: string;
  /** Name of the copied Service, and of the DestinationRule: `payments-pr-12`. */
  service: string;
  /** Full DNS name of the origin's Service. */
  originHost: string;
  /** Full DNS name of the copied Service. */
  host: string;
}

/** Returns the names of a preview replica: `<origin's name>-<suffix>`, in the origin's namespace. */
export function previewNames(
  config: Pick<PreviewConfig, "service" | "deployment" | "namespace" | "suffix">,
): PreviewNames {
  const service = `${config.service}-${config.suffix}`;
  const domain = `${config.namespace}.svc.cluster.local`;
  return {
    deployment: `${config.deployment}-${config.suffix}`,
    service,
    originHost: `${config.service}.${domain}`,
    host: `${service}.${domain}`,
  };
}
