import { leadTo } from "../../src/routing/copyRoute.ts";
import type { HostRouting } from "../../src/routing/hostRouting.ts";
import type { HttpRoute } from "../../src/routing/httpRoute.ts";
import { matches, type RoutedRequest } from "../../src/routing/interpret.ts";
import { carriedKeys } from "../../src/routing/routeKey.ts";

/** The action for a request: a route without its name and match. */
export type Action = Omit<HttpRoute, "name" | "match">;

/**
 * Where a request goes, by what docs/routing.md says, and by none of the expressions that are emitted: keys are read by
 * the parser of baggage, targets as text.
 */
export function reference(routing: HostRouting, request: RoutedRequest): Action {
  const { host, base, keyHeader } = routing;
  const keys = carriedKeys(request.headers, keyHeader).toSorted();
  const substitution = [...keys, undefined]
    .flatMap((key) => routing.substitutions.filter((one) => one.key === key))
    .flatMap(({ routes }) => routes)
    .find((route) => takes(route, request));
  if (substitution !== undefined) return actionOf(substitution);
  const route = base.find((one) => takes(one, request)) ?? {
    route: [{ destination: { host } }],
  };
  const named = (route.route ?? []).map(({ destination }) =>
    destination.host.includes(".")
      ? destination.host
      : `${destination.host}.shop.svc.cluster.local`,
  );
  const services = [...named.filter((one) => one === host), ...named];
  const declared = services.flatMap((one) =>
    routing.entries.filter(({ origin }) => origin === one),
  );
  const entry =
    declared.find((one) => request.headers[targetHeader(one)] === targetName(one)) ??
    keys.flatMap((key) => declared.filter((one) => one.key === key))[0];
  return actionOf(entry === undefined ? route : leadTo(route, entry.origin, entry.destination));

  function targetHeader({ origin }: HostRouting["entries"][number]): string {
    const [service, namespace] = origin.split(".");
    return `service-router-${service}-${namespace}`;
  }

  function targetName({ origin, key, destination }: HostRouting["entries"][number]): string {
    const [service, namespace] = (
      destination.subset === undefined ? destination.host : origin
    ).split(".");
    return destination.subset === undefined
      ? `${service}.${namespace}`
      : `${service}-${key}.${namespace}`;
  }
}

/** A route without its name and its match. */
export function actionOf({ name, match, ...action }: HttpRoute): Action {
  return action;
}

function takes({ match = [] }: HttpRoute, request: RoutedRequest): boolean {
  return match.length === 0 || match.some((one) => matches(one, request));
}
