import type { IGateway, IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { PreviewHostsConfig } from "../../campaign/routingConfig.ts";
import { type Problem, UserError } from "../../problem.ts";
import { leadsTo, leadTo } from "../../routing/copyRoute.ts";
import type { Entry } from "../../routing/entry.ts";
import type { HttpRoute } from "../../routing/httpRoute.ts";
import { targetHeader } from "../../routing/keyMatches.ts";
import { BAGGAGE_MEMBER } from "../../routing/routeKey.ts";
import type { Substitution } from "../../routing/substitution.ts";
import { stackLabels } from "../common/stackLabels.ts";
import { gatewayName, gatewayRouteProblems, gatewayRoutes } from "./gatewayRoutes.ts";
import { entriesOf, type KnownRoutes, keysOf, substitutionsOf } from "./knownRoutes.ts";
import { type PreviewHost, previewHosts, wildcardHost } from "./previewHosts.ts";

/** The objects of a stack's preview hosts. */
export interface GatewayObjects {
  /** Undefined if the stack uses a Gateway that exists. */
  gateway?: IGateway;
  virtualServices: IVirtualService[];
}

type RequestHeaders = NonNullable<NonNullable<HttpRoute["headers"]>["request"]>;

/**
 * Preview hosts at an Istio Gateway: a VirtualService for each key and API, and the Gateway where it is to be made.
 *
 * A gateway evaluates only the VirtualServices that are bound to it, none of the mesh's. So each host's routes lead to
 * the key's replica of that API at once, or to the API itself where the key has none. In both cases the request gets the
 * key, in the plain header and as its only `baggage`, and loses what the client named as targets: from the next hop on
 * it is routed by the key alone. Routes of the API that a mock replaces, for the key or for everybody, lead to the mock
 * here too. The team's routes of the API are kept otherwise.
 *
 * @throws {UserError} with every host that cannot be, and every base route that cannot be kept
 */
export function gatewayObjects(
  gateway: PreviewHostsConfig,
  known: KnownRoutes,
  stack: string,
): GatewayObjects {
  const problems: Problem[] = [];
  const hosts = previewHosts(gateway, keysOf(known), problems);
  const services = new Map(
    gateway.apis.map(({ service }) => [
      service,
      {
        entries: entriesOf(service, known, problems),
        substitutions: substitutionsOf(service, known, problems),
      },
    ]),
  );
  problems.push(...gateway.apis.flatMap((api) => gatewayRouteProblems(api, authorityProblem)));
  if (problems.length > 0) throw new UserError(problems);
  const origins = [...known.entries.map(({ origin }) => origin), ...services.keys()];
  const targets = [...new Set(origins.map(targetHeader))].sort();
  const virtualServices = hosts.map((host): IVirtualService => {
    const { entries = [], substitutions = [] } = services.get(host.api.service) ?? {};
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
  return { ...(made && { gateway: made }), virtualServices };
}

/** In the order of a routed host: mocks of chosen routes, then the team's routes, to the replica where there is one. */
function previewRoutes(
  { api, key }: PreviewHost,
  entries: Entry[],
  substitutions: Substitution[],
): HttpRoute[] {
  const replica = entries.find((entry) => entry.key === key);
  return [
    ...substitutions
      .filter((substitution) => substitution.key === undefined || substitution.key === key)
      .flatMap(({ routes }) => routes),
    ...gatewayRoutes(api).map((route) =>
      replica !== undefined && leadsTo(route, api.service)
        ? leadTo(route, api.service, replica.destination)
        : route,
    ),
  ];
}

/**
 * The route with these request headers set and those removed, whatever it says of them itself: what a destination says
 * of headers comes after what its route does.
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

/** Operations on headers, but for setting or adding these. */
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
    what: "asks for a host (authority), which a request to a preview host does not have",
    fix: "Leave authority out: the routes here are those of this API's hosts alone.",
  };
}

/** Plain HTTP is sent on to HTTPS where there is a certificate. */
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
