import { createHash } from "node:crypto";
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

/** Length of the longest name of a Service, and of the longest label value. */
export const LONGEST_NAME = 63;

/** Characters of the hash that tells shortened names apart. */
const HASH = 8;
/** So much of an origin's name is kept at least, so that people know it. */
const LEAST = 10;

/**
 * Returns the names of a preview replica: `<origin's name>-<suffix>`, in the origin's namespace. The origin's name is
 * shortened where that would be too long, unless the suffix leaves no room for it.
 */
export function previewNames(
  config: Pick<PreviewConfig, "service" | "deployment" | "namespace" | "suffix">,
): PreviewNames {
  const service = nameOf(config.service, config.suffix);
  const domain = `${config.namespace}.svc.cluster.local`;
  return {
    deployment: nameOf(config.deployment, config.suffix),
    service,
    originHost: `${config.service}.${domain}`,
    host: `${service}.${domain}`,
  };
}

/** Other versions have to give the same names: by them a copy is known. */
function nameOf(origin: string, suffix: string): string {
  const name = `${origin}-${suffix}`;
  const room = LONGEST_NAME - suffix.length - HASH - 2;
  if (name.length <= LONGEST_NAME || room < LEAST) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, HASH);
  return `${origin.slice(0, room).replace(/[-.]+$/, "")}-${hash}-${suffix}`;
}
