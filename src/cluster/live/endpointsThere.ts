import { setTimeout } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import { listObjects } from "../listObjects.ts";
import { type EndpointSlice, readySlices, SLICES } from "./endpointSlice.ts";

/** Between two questions, in milliseconds. */
const PAUSE = 100;

/**
 * Waits until each of these new Services has a pod that is ready, at most as long as given: Kubernetes lists a Service's
 * pods a moment after it is made, and a sidecar answers 503 for one without pods. Whoever may not list them does not wait.
 *
 * @param services `shop/payments-pr-12`
 */
export async function endpointsThere(
  kubeConfig: KubeConfig,
  services: readonly string[],
  ms: number,
): Promise<void> {
  const end = performance.now() + ms;
  const missing = new Set(services);
  while (missing.size > 0 && performance.now() < end) {
    const [service = ""] = missing;
    const [namespace = ""] = service.split("/");
    const slices = await listObjects<EndpointSlice>(kubeConfig, { ...SLICES, namespace }, []);
    if (slices === undefined || readySlices(slices).has(service)) missing.delete(service);
    else await setTimeout(PAUSE);
  }
}
