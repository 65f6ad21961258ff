import { setTimeout } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import { type InterceptRoutes, routeLook, type TellRoutes } from "./routeLook.ts";

/** Between two looks, in milliseconds. */
const PAUSE = 5_000;

/** Tells what others do to the routes of an intercept, until the signal. */
export async function watchRoutes(
  kubeConfig: KubeConfig,
  routes: InterceptRoutes,
  tell: TellRoutes,
  signal: AbortSignal,
): Promise<void> {
  const look = routeLook(kubeConfig, routes, (...told) => {
    if (!signal.aborted) tell(...told);
  });
  while (!signal.aborted) {
    // The API server may be away.
    await look().catch(() => {});
    await setTimeout(PAUSE, undefined, { signal }).catch(() => {});
  }
}
