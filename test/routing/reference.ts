import { isDeepStrictEqual } from "node:util";
import { leadsTo, leadTo } from "../../src/routing/copyRoute.ts";
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
  const entry =
    routing.entries.find((one) => isDeepStrictEqual(targetOf(request), [host, targetName(one)])) ??
    keys.flatMap((key) => routing.entries.filter((one) => one.key === key))[0];
  return actionOf(
    entry === undefined || !leadsTo(route, host) ? route : leadTo(route, host, entry.destination),
  );

  /** The host, and the target that the request's header names for it. */
  function targetOf({ headers }: RoutedRequest) {
    const [service, namespace] = host.split(".");
    return [host, headers[`service-router-${service}-${namespace}`]];
  }

  function targetName({ key, destination }: HostRouting["entries"][number]): string {
    const [service, namespace] = (destination.subset === undefined ? destination.host : host).split(
      ".",
    );
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
