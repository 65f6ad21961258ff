import type { KubeConfig } from "@kubernetes/client-node";
import type { Problem } from "../../problem.ts";
import type { AnnotatedObject, LiveRoutes } from "../../routing/composeLive.ts";
import type { HttpRoute } from "../../routing/httpRoute.ts";
import { serviceHost, serviceOf } from "../../routing/serviceHost.ts";
import { listObjects } from "../listObjects.ts";
import { contentFor } from "./composeHosts.ts";
import { type LiveVirtualService, nameOf, VIRTUAL_SERVICES } from "./liveVirtualService.ts";
import { readRoutes } from "./readRoutes.ts";
import { hasContent } from "./writeRoutes.ts";

/** What is about to change of the Services that routes are composed from. */
export interface ComingServices {
  /** They count as ready. */
  made: readonly AnnotatedObject[];
  /** `shop/payments-pr-12` */
  removed: ReadonlySet<string>;
}

/** What would become of a VirtualService's routes. */
export interface RouteChange {
  /** `shop/payments-router` */
  name: string;
  before: readonly HttpRoute[];
  after: readonly HttpRoute[];
}

/**
 * Returns what routes would become, once Services are made and removed and the pods of the new ones are ready. Changes
 * nothing.
 *
 * @param namespaces those whose hosts are composed; undefined for all
 */
export async function dryCompose(
  kubeConfig: KubeConfig,
  namespaces: readonly string[] | undefined,
  coming: ComingServices,
  problems: Problem[],
): Promise<RouteChange[]> {
  const all = await listObjects<LiveVirtualService>(kubeConfig, VIRTUAL_SERVICES, problems);
  const routes = await readRoutes(kubeConfig, problems);
  if (all === undefined || routes === undefined) return [];
  const then = routesWith(routes, coming);
  return all.flatMap((one): RouteChange[] => {
    const own: Problem[] = [];
    const composed = contentFor(one, then, own);
    const host = composed && serviceOf(composed.host);
    const namespace = (host ?? one.metadata).namespace ?? "";
    if (namespaces?.includes(namespace) === false) return [];
    problems.push(...own);
    if (composed?.content === undefined || hasContent(one, composed.content)) return [];
    return [{ name: nameOf(one), before: one.spec?.http ?? [], after: composed.content.http }];
  });
}

function routesWith(routes: LiveRoutes, { made, removed }: ComingServices): LiveRoutes {
  const names = new Set(made.map(nameOf));
  const kept = routes.services.filter(
    (one) => !removed.has(nameOf(one)) && !names.has(nameOf(one)),
  );
  const hosts = made.flatMap(
    ({ metadata: { name, namespace } }) => serviceHost(name, namespace) ?? [],
  );
  return {
    ...routes,
    services: [...kept, ...made],
    ...(routes.ready && { ready: new Set([...routes.ready, ...hosts]) }),
  };
}
