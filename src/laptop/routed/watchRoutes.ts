import { setTimeout } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import { type InterceptRoutes, routeLook, type TellRoutes } from "./routeLook.ts";

/** Between two looks, in milliseconds. */
const PAUSE = 5_000;

/** The end of an intercept waits so long for a look that is under way, in milliseconds. */
const LOOK_LIMIT = 10_000;

/** Looks after the routes of an intercept until it is stopped. */
export interface RouteWatch {
  /** Resolves when no more is done. */
  stop(): Promise<void>;
}

/** Tells what others do to the routes of an intercept, and puts them back as `routeLook` says. */
export function watchRoutes(
  kubeConfig: KubeConfig,
  routes: InterceptRoutes,
  tell: TellRoutes,
): RouteWatch {
  const stop = new AbortController();
  const { signal } = stop;
  const link = {
    requests: async () => {
      // A look that was forgotten changes nothing after the end.
      signal.throwIfAborted();
      return routes.link.requests();
    },
  };
  const look = routeLook(kubeConfig, { ...routes, link }, (...told) => {
    if (!signal.aborted) tell(...told);
  });
  let looking: Promise<void> | undefined;

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      // The API server may be away.
      looking ??= look()
        .catch(() => {})
        .finally(() => {
          looking = undefined;
        });
      await Promise.race([looking, setTimeout(LOOK_LIMIT, undefined, { ref: false })]);
      await setTimeout(PAUSE, undefined, { signal }).catch(() => {});
    }
  }

  const watching = watch();
  return {
    stop() {
      stop.abort();
      return watching;
    },
  };
}
