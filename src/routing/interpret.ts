import { headerText, type RequestHeaders } from "./headerText.ts";
import type { HttpMatch, HttpRoute } from "./httpRoute.ts";
import { re2 } from "./re2.ts";

type StringMatch = NonNullable<HttpMatch["uri"]>;

/** A request as the mesh sees it, with its path normalised. */
export interface RoutedRequest {
  method: string;
  /** Path and query. */
  target: string;
  /** One character per octet, as Node delivers them. */
  headers: RequestHeaders;
}

/** The route that takes a request, and the index of the alternative that matched. Both are counted from 0. */
export interface Taken {
  index: number;
  alternative: number;
  route: HttpRoute;
}

/**
 * Returns the route of a VirtualService that takes a request, or undefined if none does (the mesh then answers 404).
 * Follows Istio's reference alone (https://istio.io/latest/docs/reference/config/networking/virtual-service/): the
 * first route that matches takes the request, alternatives are tried in their order, all conditions of an alternative
 * must hold, and a route without a match takes every request.
 *
 * The caller is assumed to be in the mesh and to call port 80. An alternative that asks for another gateway or port, or
 * for labels or the namespace of the caller, never matches.
 *
 * @throws {UserError} for a regular expression that JavaScript cannot run
 */
export function firstMatch(http: HttpRoute[], request: RoutedRequest): Taken | undefined {
  for (const [index, route] of http.entries()) {
    const alternatives = route.match === undefined || route.match.length === 0 ? [{}] : route.match;
    const alternative = alternatives.findIndex((match) => matches(match, request));
    if (alternative >= 0) return { index, alternative, route };
  }
  return undefined;
}

/** Returns whether all conditions of one alternative hold for a request. */
export function matches(match: HttpMatch, request: RoutedRequest): boolean {
  const { uri, method, authority, scheme, headers = {}, withoutHeaders = {} } = match;
  const [path = "", query = ""] = cut(request.target, "?");
  return (
    (match.gateways ?? [MESH]).includes(MESH) &&
    Object.keys(match.sourceLabels ?? {}).length === 0 &&
    match.sourceNamespace === undefined &&
    (match.port ?? PORT) === PORT &&
    (uri === undefined || matchesPath(uri, path, match.ignoreUriCase === true)) &&
    (method === undefined || matchesText(method, request.method)) &&
    (authority === undefined || matchesHeader(authority, header(request, ":authority"))) &&
    (scheme === undefined || matchesText(scheme, SCHEME)) &&
    Object.entries(headers).every(([name, value]) => matchesHeader(value, header(request, name))) &&
    Object.entries(withoutHeaders).every(([name, value]) =>
      meansPresent(value)
        ? header(request, name) === undefined
        : !matchesText(value, header(request, name) ?? ""),
    ) &&
    Object.entries(match.queryParams ?? {}).every(([name, value]) =>
      matchesHeader(value, parameter(query, name)),
    )
  );
}

const MESH = "mesh";
const PORT = 80;
const SCHEME = "http";

/** Istio ignores case only for exact paths and prefixes. */
function matchesPath(uri: StringMatch, path: string, ignoreCase: boolean): boolean {
  if (!ignoreCase || uri.regex !== undefined) return matchesText(uri, path);
  const { exact, prefix = "" } = uri;
  const lower = exact === undefined ? { prefix: prefix.toLowerCase() } : exact.toLowerCase();
  return matchesText(typeof lower === "string" ? { exact: lower } : lower, path.toLowerCase());
}

function matchesHeader(expected: StringMatch, value: string | undefined): boolean {
  return value !== undefined && (meansPresent(expected) || matchesText(expected, value));
}

function matchesText({ exact, prefix, regex }: StringMatch, text: string): boolean {
  if (exact !== undefined) return text === exact;
  if (prefix !== undefined) return text.startsWith(prefix);
  return re2(regex ?? "").test(text);
}

/**
 * Returns whether a match only requires that the header is present: it is empty, or the regex `*`, which is not a valid
 * regular expression.
 */
function meansPresent(value: StringMatch): boolean {
  return Object.keys(value).length === 0 || value.regex === "*";
}

function header({ method, target, headers }: RoutedRequest, name: string): string | undefined {
  if (name === ":path") return target;
  if (name === ":method") return method;
  if (name === ":scheme") return SCHEME;
  return headerText(headers, name === ":authority" ? "host" : name);
}

/** Returns the first value of a query parameter as written, or undefined if the query does not have it. */
function parameter(query: string, name: string): string | undefined {
  const pair = query
    .split("&")
    .map((part) => cut(part, "="))
    .find(([key]) => key === name);
  return pair === undefined ? undefined : (pair[1] ?? "");
}

function cut(text: string, at: string): string[] {
  const position = text.indexOf(at);
  return position < 0 ? [text] : [text.slice(0, position), text.slice(position + 1)];
}
