import type { IGateway, IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { PreviewHostsConfig } from "../../campaign/routingConfig.ts";
import { type Problem, UserError } from "../../problem.ts";
import { leadTo } from "../../routing/copyRoute.ts";
import type { HttpRoute } from "../../routing/httpRoute.ts";
import { targetHeader } from "../../routing/keyMatches.ts";
import { BAGGAGE_MEMBER } from "../../routing/routeKey.ts";
import { type EntriesByService, entriesOfRoute } from "../../routing/routeServices.ts";
import type { Substitution } from "../../routing/substitution.ts";
import { stackLabels } from "../common/stackLabels.ts";
import { gatewayName, gatewayRouteProblems, gatewayRoutes } from "./gatewayRoutes.ts";
import { entriesOf, type KnownRoutes, keysOf, substitutionsOf } from "./knownRoutes.ts";
import { type PreviewHost, previewHosts, wildcardHost } from "./previewHosts.ts";
import { unreachedKeys } from "./unreachedKeys.ts";

/** The objects of a stack's preview hosts. */
export interface GatewayObjects {
  /** Undefined if the stack uses a Gateway that exists. */
  gateway?: IGateway;
  virtualServices: IVirtualService[];
  /** What works, but is probably a mistake. */
  warnings: Problem[];
}

type RequestHeaders = NonNullable<NonNullable<HttpRoute["headers"]>["request"]>;

/**
 * Returns the preview hosts at an Istio Gateway: one VirtualService for each key and API, and the Gateway if it is to
 * be created.
 *
 * A gateway evaluates only the VirtualServices that are bound to it, and not those of the mesh. So the routes of a
 * preview host lead directly to the key's replica of the API, or of another Service where the team's route leads to that.
 * If the key has no replica, they lead where the team's routes lead. In both cases
 * the request gets the key, in the plain header and as its only `baggage`, and loses the targets that the client named:
 * after that hop, it is routed by the key alone. Routes that a mock replaces, for the key or for all requests, lead to
 * the mock here too. Otherwise the team's routes of the API stay as they are.
 *
 * @throws {UserError} with every host that is not possible, and every base route that cannot be kept
 */
export function gatewayObjects(
  gateway: PreviewHostsConfig,
  known: KnownRoutes,
  stack: string,
): GatewayObjects {
  const problems: Problem[] = [];
  const hosts = previewHosts(gateway, keysOf(known), problems);
  const services = new Map(
    gateway.apis.map((api) => [
      api,
      {
        entries: entriesOf(api, known, problems),
        substitutions: substitutionsOf(api.service, known, problems),
      },
    ]),
  );
  problems.push(...gateway.apis.flatMap((api) => gatewayRouteProblems(api, authorityProblem)));
  if (problems.length > 0) throw new UserError(problems);
  const origins = [
    ...known.entries.map(({ origin }) => origin),
    ...gateway.apis.map(({ service }) => service),
  ];
  const targets = [...new Set(origins.map(targetHeader))].sort();
  const virtualServices = hosts.map((host): IVirtualService => {
    const { entries = new Map(), substitutions = [] } = services.get(host.api) ?? {};
    const carried = { [known.keyHeader]: host.key, baggage: `${BAGGAGE_MEMBER}=${host.key}` };
    return {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: {
        name: host.name,
        namespace: gatewayName(gateway.gateway).namespace,
        labels: stackLabels(stack),
      },
      spec: {
        hosts: [host.host],
        gateways: [gateway.gateway],
        http: previewRoutes(host, entries, substitutions).map((route) =>
          route.route === undefined ? route : withRequestHeaders(route, carried, targets),
        ),
      },
    };
  });
  const made = createdGateway(gateway, stack);
  return {
    ...(made && { gateway: made }),
    virtualServices,
    warnings: [...services].flatMap(([api, { entries }]) => unreachedKeys(api, entries)),
  };
}

/**
 * Orders the routes like those of a routed host: first the routes that mocks replace, then the team's routes, which
 * lead to a replica if there is one.
 */
function previewRoutes(
  { api, key }: PreviewHost,
  entries: EntriesByService,
  substitutions: Substitution[],
): HttpRoute[] {
  return [
    ...substitutions
      .filter((substitution) => substitution.key === undefined || substitution.key === key)
      .flatMap(({ routes }) => routes),
    ...gatewayRoutes(api).map((route) => {
      const replica = entriesOfRoute(route, api.service, entries).find((one) => one.key === key);
      return replica === undefined ? route : leadTo(route, replica.origin, replica.destination);
    }),
  ];
}

/**
 * Returns the route with these request headers set and those removed. What the route and its destinations do with the
 * same headers is dropped: Envoy applies a destination's header operations after its route's.
 */
function withRequestHeaders(
  route: HttpRoute,
  set: Record<string, string>,
  remove: string[],
): HttpRoute {
  const ours = [...Object.keys(set), ...remove];
  const request = withoutHeaders(route.headers?.request, ours);
  return {
    ...route,
    ...(route.route && {
      route: route.route.map(({ headers, ...destination }) => ({
        ...destination,
        ...(headers && {
          headers: {
            ...headers,
            ...(headers.request && { request: withoutHeaders(headers.request, ours) }),
          },
        }),
      })),
    }),
    headers: {
      ...route.headers,
      request: {
        ...request,
        set: { ...request.set, ...set },
        remove: [...new Set([...(request.remove ?? []), ...remove])],
      },
    },
  };
}

/** Returns the header operations without those that set or add one of these headers. */
function withoutHeaders(operations: RequestHeaders = {}, names: string[]): RequestHeaders {
  const others = (headers: Record<string, string>) =>
    Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase()));
  const { add, set, ...removed } = operations;
  const kept = { add: others(add ?? {}), set: others(set ?? {}) };
  return {
    ...removed,
    ...(kept.set.length > 0 && { set: Object.fromEntries(kept.set) }),
    ...(kept.add.length > 0 && { add: Object.fromEntries(kept.add) }),
  };
}

/** Envoy compares the preview host, which the team's routes do not know. */
function authorityProblem({ match = [] }: HttpRoute): Omit<Problem, "where"> | undefined {
  if (match.every(({ authority }) => authority === undefined)) return undefined;
  return {
    what: "matches a host (authority), which is never that of a request to a preview host",
    fix: "Remove authority: these routes are used for this API's hosts only.",
  };
}

/** Returns the Gateway, or undefined if it exists already. With a certificate, plain HTTP is redirected to HTTPS. */
function createdGateway(gateway: PreviewHostsConfig, stack: string): IGateway | undefined {
  const { create, apis } = gateway;
  if (create === undefined) return undefined;
  const wildcard = wildcardHost(gateway);
  const publicHosts = apis.flatMap(({ publicHost }) => publicHost ?? []);
  const others = publicHosts.filter((host) => !host.endsWith(wildcard.slice(1)));
  const hosts = [wildcard, ...new Set(others)];
  const { selector, tlsSecret } = create;
  const http = { number: 80, name: "http", protocol: "HTTP" };
  const https = { number: 443, name: "https", protocol: "HTTPS" };
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "Gateway",
    metadata: { ...gatewayName(gateway.gateway), labels: stackLabels(stack) },
    spec: {
      selector,
      servers:
        tlsSecret === undefined
          ? [{ port: http, hosts }]
          : [
              { port: http, hosts, tls: { httpsRedirect: true } },
              { port: https, hosts, tls: { mode: "SIMPLE", credentialName: tlsSecret } },
            ],
    },
  };
}
