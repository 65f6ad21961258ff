import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { HttpMatch, HttpRoute } from "../../src/routing/httpRoute.ts";
import { claimMatches, isClaim } from "./claimMatch.ts";
import { headerOperations, headersToAdd } from "./headerOperations.ts";
import { ACTION_FIELDS, routeAction, routeHeaders } from "./routeAction.ts";

type StringMatch = NonNullable<HttpMatch["uri"]>;

/** Response header in which this test's Envoy names the entry of the VirtualService that it chose: `3.0`. */
export const ENTRY_HEADER = "x-test-entry";

/** Response header with the cluster that Envoy chose: `outbound|80||payments.shop.svc.cluster.local`. */
export const CLUSTER_HEADER = "x-test-cluster";

/** Response header with Envoy's flags of the request: `DI` where a delay was injected, `-` where nothing was. */
export const FLAGS_HEADER = "x-test-flags";

const MATCH_FIELDS = [
  "name",
  "uri",
  "ignoreUriCase",
  "method",
  "authority",
  "headers",
  "withoutHeaders",
  "queryParams",
  "gateways",
];

/**
 * Envoy's route configuration for a VirtualService's HTTP routes, as istiod makes it for a caller's sidecar
 * (`pilot/pkg/networking/core/route/route.go` in istio/istio). Facts of istiod that it repeats:
 *
 * - one Envoy route for each match of each HTTP route, in the order of the VirtualService; an HTTP route without
 *   matches is a catch-all, and what follows a catch-all is dropped (`BuildHTTPRoutesForVirtualService`); a match of
 *   other gateways than the mesh is left out (`sourceMatchHTTP`);
 * - `uri.exact` → `path`, `uri.prefix` → `prefix`, `uri.regex` → `safe_regex` (RE2, the whole path without its
 *   query); case-sensitive unless `ignoreUriCase` (`TranslateRouteMatch`);
 * - header matches sorted by name, then the method as a match of `:method`; a string match of a header is of the
 *   whole value, and the regex `*` or an empty match means that the header is there (`translateHeaderMatch`);
 * - the fault filter's configuration a route, and a percentage of parts per million: a delay without percentage
 *   delays nothing (`TranslateFault`);
 * - what a route does, in `routeAction.ts` and `headerOperations.ts`.
 *
 * Refuses everything else, so that a VirtualService with more fields cannot pass a test because they are ignored.
 */
export function routeConfig(virtualService: IVirtualService) {
  return hostsConfig([virtualService]);
}

/** The same for several VirtualServices, each for its own hosts. A single one takes every host. */
export function hostsConfig(virtualServices: IVirtualService[]) {
  return {
    name: "80",
    virtual_hosts: virtualServices.map(({ spec }) => ({
      name: spec?.hosts?.[0] ?? "",
      domains: virtualServices.length === 1 ? ["*"] : spec?.hosts,
      routes: envoyRoutes(spec?.http ?? []),
    })),
    ignore_port_in_host_matching: true,
    validate_clusters: false,
  };
}

function envoyRoutes(http: HttpRoute[]) {
  const result = [];
  for (const [index, route] of http.entries()) {
    only(route, ["name", "match", "fault", "headers", ...ACTION_FIELDS]);
    for (const [alternative, match] of (route.match ?? [undefined]).entries()) {
      if (match?.gateways?.includes("mesh") === false) continue;
      const entry = envoyRoute(route, match, `${index}.${alternative}`);
      result.push(entry);
      if (isCatchAll(entry.match)) return result;
    }
  }
  return result;
}

function envoyRoute(route: HttpRoute, match: HttpMatch | undefined, entry: string) {
  const name = [route.name, match?.name].filter((part) => part !== undefined).join(".");
  const { response_headers_to_add, ...operations } = headerOperations(routeHeaders(route));
  return {
    name,
    match: routeMatch(match),
    ...routeAction(route),
    ...(route.fault === undefined
      ? {}
      : { typed_per_filter_config: { "envoy.filters.http.fault": fault(route.fault) } }),
    ...operations,
    response_headers_to_add: [
      ...response_headers_to_add,
      ...headersToAdd(
        {
          [ENTRY_HEADER]: entry,
          [FLAGS_HEADER]: "%RESPONSE_FLAGS%",
          [CLUSTER_HEADER]: "%UPSTREAM_CLUSTER_RAW%",
        },
        "OVERWRITE_IF_EXISTS_OR_ADD",
      ),
    ],
  };
}

function routeMatch(match: HttpMatch = {}) {
  only(match, MATCH_FIELDS);
  const headers = [
    ...Object.entries(match.headers ?? {})
      .filter(([name]) => !isClaim(name))
      .map(([name, value]) => headerMatch(name, value)),
    ...Object.entries(match.withoutHeaders ?? {}).map(([name, value]) => ({
      ...headerMatch(name, value),
      invert_match: true,
      treat_missing_header_as_empty: !meansPresent(value),
    })),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (match.method !== undefined) headers.push(headerMatch(":method", match.method));
  if (match.authority !== undefined) headers.push(headerMatch(":authority", match.authority));
  const parameters = Object.entries(match.queryParams ?? {});
  const claims = claimMatches(match.headers);
  return {
    ...pathMatch(match.uri),
    case_sensitive: match.ignoreUriCase !== true,
    ...(headers.length > 0 && { headers }),
    ...(parameters.length > 0 && {
      query_parameters: parameters.map(([name, value]) => headerMatch(name, value)),
    }),
    ...(claims.length > 0 && { dynamic_metadata: claims }),
  };
}

function pathMatch(uri: StringMatch | undefined) {
  if (uri?.exact !== undefined) return { path: uri.exact };
  if (uri?.regex !== undefined) return { safe_regex: { regex: uri.regex } };
  return { prefix: uri?.prefix ?? "/" };
}

function headerMatch(name: string, value: StringMatch) {
  if (meansPresent(value)) return { name, present_match: true };
  if (value.regex !== undefined) {
    return { name, string_match: { safe_regex: { regex: value.regex } } };
  }
  return { name, string_match: { ...value } };
}

function meansPresent(value: StringMatch): boolean {
  return Object.keys(value).length === 0 || value.regex === "*";
}

function isCatchAll(match: ReturnType<typeof routeMatch>): boolean {
  const everyPath =
    ("prefix" in match && match.prefix === "/") ||
    ("safe_regex" in match && match.safe_regex.regex === ".*");
  const { headers, query_parameters, dynamic_metadata } = match;
  return everyPath && (headers ?? query_parameters ?? dynamic_metadata) === undefined;
}

function fault(value: NonNullable<HttpRoute["fault"]>) {
  only(value, ["delay"]);
  only(value.delay, ["fixedDelay", "percentage"]);
  const type = { "@type": "type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault" };
  if (value.delay === undefined) return type;
  return {
    ...type,
    delay: {
      fixed_delay: seconds(value.delay.fixedDelay ?? ""),
      percentage: {
        numerator: Math.trunc((value.delay.percentage?.value ?? 0) * 10_000),
        denominator: "MILLION",
      },
    },
  };
}

/** A duration as Go writes it, in the form that Envoy's JSON wants: `250ms` → `0.25s`. */
function seconds(duration: string): string {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(duration) ?? [];
  const factors: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3_600 };
  const factor = factors[unit ?? ""];
  if (factor === undefined) throw new Error(`no duration that this test knows: "${duration}"`);
  return `${(Number(number) * factor).toFixed(3)}s`;
}

function only(value: object | undefined, known: string[]): void {
  const unknown = Object.keys(value ?? {}).filter((key) => !known.includes(key));
  if (unknown.length > 0)
    throw new Error(`no translation to Envoy is written for ${unknown.join(", ")}`);
}
