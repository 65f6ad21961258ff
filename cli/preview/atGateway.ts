import type { Campaign } from "../../src/campaign/campaign.ts";

/** Returns whether a stack has hosts at a gateway: only its own update gives them the routes of a key. */
export function isAtGateway({ previewHosts, claims }: Campaign): boolean {
  return previewHosts !== undefined || claims !== undefined;
}
