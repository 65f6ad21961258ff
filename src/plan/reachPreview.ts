import type { Service } from "kubernetes-types/core/v1.d.ts";
import { previewNames } from "../campaign/previewNames.ts";
import type { PreviewConfig } from "../campaign/routingConfig.ts";
import { SETUP } from "../config/schema/previews.ts";
import { ROUTER } from "../config/schema/router.ts";
import { parseDuration } from "../latency/duration.ts";
import { BAGGAGE_MEMBER } from "../routing/routeKey.ts";

/** Returns the headers that carry a preview's key, and a command that reaches it from a pod with a sidecar. */
export function reachPreview(
  config: PreviewConfig,
  header: string = ROUTER.header.default,
  service?: Service,
): { headers: Record<string, string>; curl: string } {
  const port = service?.spec?.ports?.[0]?.port ?? 80;
  const url = `http://${previewNames(config).originHost}${port === 80 ? "" : `:${port}`}/`;
  return {
    headers: { [header]: config.key, baggage: `${BAGGAGE_MEMBER}=${config.key}` },
    curl: `curl -H '${header}: ${config.key}' ${url}`,
  };
}

/**
 * Returns how long Pulumi waits for the set-up Job: a minute longer than the Job's own limit, so that the Job fails
 * first.
 */
export function setupPatience({ setup }: PreviewConfig): string {
  const timeout = setup?.timeout ?? SETUP.timeout.default;
  return `${Math.ceil((parseDuration(timeout) ?? 0) / 1000) + 60}s`;
}
