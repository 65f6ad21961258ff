import { setTimeout } from "node:timers/promises";

/** How long sidecars and gateways may take to get the routes of an update. */
export const SETTLE_SECONDS = 5;

/**
 * Waits until proxies have the routes of the last update: Istio sends changes a moment later (`PILOT_DEBOUNCE_AFTER`,
 * 100 ms), and tells nobody when a proxy has them. Requests that were sent before it have their answers meanwhile.
 */
export async function settle(): Promise<void> {
  await setTimeout(SETTLE_SECONDS * 1000);
}
