import type { PreviewConfig } from "./routingConfig.ts";

/** What people, DNS and other objects call a preview replica. */
export interface PreviewNames {
  /** Of the copied Deployment: `payments-pr-12`. */
  deployment: string;
  /** Of the copied Service, and of the DestinationRule where there is none: `payments-pr-12`. */
  service: string;
  /** Full DNS name of the origin's Service. */
  originHost: string;
  /** Full DNS name of the copied Service. */
  host: string;
}

/** The names of a preview replica: `<origin's name>-<suffix>`, in the origin's namespace. */
export function previewNames(config: PreviewConfig): PreviewNames {
  const service = `${config.service}-${config.suffix}`;
  const domain = `${config.namespace}.svc.cluster.local`;
  return {
    deployment: `${config.deployment}-${config.suffix}`,
    service,
    originHost: `${config.service}.${domain}`,
    host: `${service}.${domain}`,
  };
}
