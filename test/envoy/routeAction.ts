import type { HttpRoute } from "../../src/routing/httpRoute.ts";
import { headerOperations } from "./headerOperations.ts";

/** The actions of a VirtualService's route that are translated here. */
export const ACTION_FIELDS = [
  "route",
  "redirect",
  "directResponse",
  "rewrite",
  "timeout",
  "retries",
];

type Weighted = NonNullable<HttpRoute["route"]>[number];

/**
 * What istiod makes of a route's action (`TranslateRoute` and `applyHTTPRouteDestination` in
 * `pilot/pkg/networking/core/route/route.go`): one destination is a cluster, several are weighted ones, of which those
 * without weight are left out; no timeout unless the VirtualService has one; `rewrite.uri` replaces the matched prefix.
 */
export function routeAction(route: HttpRoute): object {
  const { redirect, directResponse } = route;
  if (redirect !== undefined) {
    const codes = new Map([
      [301, "MOVED_PERMANENTLY"],
      [302, "FOUND"],
      [303, "SEE_OTHER"],
      [307, "TEMPORARY_REDIRECT"],
      [308, "PERMANENT_REDIRECT"],
    ]);
    return {
      redirect: {
        path_redirect: redirect.uri ?? "",
        host_redirect: redirect.authority ?? "",
        response_code: codes.get(redirect.redirectCode ?? 301),
      },
    };
  }
  if (directResponse !== undefined) {
    const { status, body } = directResponse;
    return { direct_response: { status, body: { inline_string: body?.string ?? "" } } };
  }
  const { rewrite, timeout = "0s", retries } = route;
  return {
    route: {
      ...clusters(route.route ?? []),
      timeout,
      max_grpc_timeout: timeout,
      ...(rewrite?.uri !== undefined && { prefix_rewrite: rewrite.uri }),
      ...(rewrite?.authority !== undefined && { host_rewrite_literal: rewrite.authority }),
      ...(rewrite?.uriRegexRewrite !== undefined && {
        regex_rewrite: {
          pattern: { regex: rewrite.uriRegexRewrite.match },
          substitution: rewrite.uriRegexRewrite.rewrite,
        },
      }),
      ...(retries !== undefined && {
        retry_policy: {
          retry_on: retries.retryOn,
          num_retries: retries.attempts,
          per_try_timeout: retries.perTryTimeout,
        },
      }),
    },
  };
}

/** Header operations of a route, followed by those of a single destination (`processDestination`). */
export function routeHeaders({ headers, route = [] }: HttpRoute) {
  const [only, ...others] = route;
  return [headers ?? {}, others.length === 0 ? (only?.headers ?? {}) : {}];
}

/** The cluster of a destination; short names are those of the namespace `shop`. */
export function clusterName({ host, subset = "", port }: Weighted["destination"]): string {
  const full = host.includes(".") ? host : `${host}.shop.svc.cluster.local`;
  return `outbound|${port?.number ?? 80}|${subset}|${full}`;
}

function clusters(destinations: Weighted[]) {
  const [only, ...others] = destinations;
  if (only !== undefined && others.length === 0) return { cluster: clusterName(only.destination) };
  return {
    weighted_clusters: {
      clusters: destinations
        .filter(({ weight = 0 }) => weight > 0)
        .map(({ destination, weight, headers = {} }) => ({
          name: clusterName(destination),
          weight,
          ...headerOperations([headers]),
        })),
    },
  };
}
