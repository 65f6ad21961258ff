import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { GatewayApi, PreviewHostsConfig } from "../../campaign/routingConfig.ts";
import { type Problem, UserError } from "../../problem.ts";
import { andMatches, leadTo } from "../../routing/copyRoute.ts";
import type { Entry } from "../../routing/entry.ts";
import type { HttpMatch, HttpRoute } from "../../routing/httpRoute.ts";
import { targetName } from "../../routing/keyMatches.ts";
import { targetEntries } from "../../routing/order.ts";
import {
  type EntriesByService,
  entriesOfRoute,
  servicesOfRoute,
} from "../../routing/routeServices.ts";
import { shortName } from "../../routing/serviceHost.ts";
import type { Substitution } from "../../routing/substitution.ts";
import { stackLabels } from "../common/stackLabels.ts";
import { gatewayName, gatewayRouteProblems, gatewayRoutes } from "./gatewayRoutes.ts";
import { entriesOf, type KnownRoutes, substitutionsOf } from "./knownRoutes.ts";

/**
 * Returns the VirtualServices of the public hosts. Routes that a mock replaces come first. In front of each
 * route stand its copies, which lead to the replicas that a verified token names: first by target, then by key.
 * The route itself comes after them, for all other requests.
 *
 * @throws {UserError} with every base route that cannot be kept
 */
export function claimVirtualServices(
  claim: string,
  gateway: PreviewHostsConfig,
  known: KnownRoutes,
  stack: string,
): IVirtualService[] {
  const problems: Problem[] = [];
  const { namespace } = gatewayName(gateway.gateway);
  const virtualServices = gateway.apis.flatMap((api): IVirtualService[] => {
    if (api.publicHost === undefined) return [];
    const entries = entriesOf(api, known, problems);
    const substitutions = substitutionsOf(api.service, known, problems);
    problems.push(...gatewayRouteProblems(api, (route) => claimProblem(route, claim)));
    return [
      {
        apiVersion: "networking.istio.io/v1",
        kind: "VirtualService",
        metadata: { name: `claims-${api.api}`, namespace, labels: stackLabels(stack) },
        spec: {
          hosts: [api.publicHost],
          gateways: [gateway.gateway],
          http: [
            ...substitutions.flatMap((substitution) => replacedRoutes(claim, substitution)),
            ...claimRoutes(claim, api, entries),
          ],
        },
      },
    ];
  });
  if (problems.length > 0) throw new UserError(problems);
  return virtualServices;
}

/** Returns the routes that a mock answers: for all requests, or for those whose token has the key. */
function replacedRoutes(claim: string, { key, routes }: Substitution): HttpRoute[] {
  if (key === undefined) return routes;
  return routes.map((route) => ({
    ...route,
    ...(route.name !== undefined && { name: `${key} ${route.name}` }),
    match: andMatches(route.match, [keyMatch(claim, key)]),
  }));
}

function claimRoutes(claim: string, api: GatewayApi, entries: EntriesByService): HttpRoute[] {
  return gatewayRoutes(api).flatMap((route, index) => {
    const label = route.name ?? `route ${index + 1}`;
    const copy = (entry: Entry, kind: string, matches: HttpMatch[]): HttpRoute => ({
      ...leadTo(route, entry.origin, entry.destination),
      name: `${kind} ${label}`,
      match: andMatches(route.match, matches),
    });
    const targets = servicesOfRoute(route, api.service).flatMap((service) =>
      targetEntries(entries.get(service) ?? []),
    );
    return [
      ...targets.map((entry) => copy(entry, targetName(entry), targetMatches(claim, entry))),
      ...entriesOfRoute(route, api.service, entries).map((entry) =>
        copy(entry, entry.key, [keyMatch(claim, entry.key)]),
      ),
      route,
    ];
  });
}

/**
 * Matches both forms of a target in the claim: a member of an object, and an item of a list or the claim's only text.
 * Istio compares a text, and each item of a list, at gateways only. Brackets around a name keep the dots in it
 * (https://istio.io/latest/docs/tasks/security/authentication/jwt-route/).
 */
function targetMatches(claim: string, entry: Entry): HttpMatch[] {
  const origin = shortName(entry.origin);
  const target = targetName(entry);
  return [
    { headers: { [`${claimHeader(claim)}[${origin}]`]: { exact: target } } },
    { headers: { [claimHeader(claim)]: { exact: `${origin}=${target}` } } },
  ];
}

function keyMatch(claim: string, key: string): HttpMatch {
  return { headers: { [claimHeader(claim)]: { exact: key } } };
}

/** Returns the name by which Istio matches a claim of a verified token like a header. */
function claimHeader(claim: string): string {
  return `@request.auth.claims[${claim}]`;
}

function claimProblem(
  { match = [] }: HttpRoute,
  claim: string,
): Omit<Problem, "where"> | undefined {
  const name = match
    .flatMap(({ headers = {} }) => Object.keys(headers))
    .find((header) => header.startsWith(claimHeader(claim)));
  if (name === undefined) return undefined;
  return {
    what: `${name} chooses the service of a request, and cannot be matched here as well`,
    fix: "Match another claim here.",
  };
}
