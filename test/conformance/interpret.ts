import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";

export type HttpRoute = NonNullable<NonNullable<IVirtualService["spec"]>["http"]>[number];
type HttpMatch = NonNullable<HttpRoute["match"]>[number];
type StringMatch = NonNullable<HttpMatch["uri"]>;

/** Istio's admission webhook takes no longer one (`validateStringRegexp` in istio's pkg/config/validation). */
const LONGEST_REGEX = 1_024;

/** A request as the mesh sees it: the path normalised, header names in lower case. */
export interface MeshRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: Record<string, string>;
}

/** What the mesh does with a request. */
export interface Outcome {
  /** Which HTTP route and which of its matches, counted from 0: `3.0`. */
  entry: string;
  /** The HTTP route's name. */
  name: string;
  /** The delay before the request goes on, in milliseconds. */
  delay: number;
  /** Response headers that the HTTP route sets. */
  headers: Record<string, string>;
}

/**
 * What a VirtualService does with a request, by Istio's reference of VirtualService alone
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/), and by none of the code that emits it:
 *
 * - HTTP routes are tried in their order, the first that matches is taken; matches of a route are alternatives,
 *   the conditions of a match must all hold, and a route without matches takes every request;
 * - `exact`, `prefix` and `regex` (RE2, of the whole text) compare text; `uri` is the path without its query;
 * - `fault.delay` holds a request back for `fixedDelay` in `percentage` of all cases; without a percentage in none.
 *
 * Undefined: no route takes the request, which the mesh answers with 404. What it does not know, it refuses.
 */
export function interpret(
  virtualService: IVirtualService,
  request: MeshRequest,
): Outcome | undefined {
  for (const [index, route] of (virtualService.spec?.http ?? []).entries()) {
    only(route, ["name", "match", "route", "fault", "headers"]);
    const alternatives = route.match ?? [{}];
    const alternative = alternatives.findIndex((match) => matches(match, request));
    if (alternative < 0) continue;
    return {
      entry: `${index}.${alternative}`,
      name: route.name ?? "",
      delay: delayOf(route),
      headers: responseHeaders(route),
    };
  }
  return undefined;
}

function matches(match: HttpMatch, { method, target, headers }: MeshRequest): boolean {
  only(match, ["name", "uri", "method", "headers"]);
  return (
    (match.uri === undefined || matchesText(match.uri, target.split("?", 1)[0] ?? "")) &&
    (match.method === undefined || matchesText(match.method, method)) &&
    Object.entries(match.headers ?? {}).every(([header, expected]) => {
      const value = headers[header.toLowerCase()];
      return value !== undefined && matchesText(expected, value);
    })
  );
}

function matchesText({ exact, prefix, regex }: StringMatch, text: string): boolean {
  if (exact !== undefined) return text === exact;
  if (prefix !== undefined) return text.startsWith(prefix);
  if (regex !== undefined) return compiled(regex).test(text);
  throw new Error("a string match needs exact, prefix or regex");
}

const cache = new Map<string, RegExp>();

function compiled(regex: string): RegExp {
  if (regex.length > LONGEST_REGEX) throw new Error("Istio does not take so long a regex");
  const expression = cache.get(regex) ?? new RegExp(`^(?:${regex})$`, "u");
  cache.set(regex, expression);
  return expression;
}

function delayOf({ fault }: HttpRoute): number {
  only(fault, ["delay"]);
  only(fault?.delay, ["fixedDelay", "percentage"]);
  const { fixedDelay, percentage } = fault?.delay ?? {};
  if (fixedDelay === undefined || (percentage?.value ?? 0) === 0) return 0;
  if (percentage?.value !== 100) throw new Error("a delay must be for every request or for none");
  return milliseconds(fixedDelay);
}

/** Istio's format of a delay: `1h`, `1m`, `1s` or `1ms`, at least 1 ms and with nothing below a millisecond. */
function milliseconds(duration: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(duration) ?? [];
  const factor = new Map([
    ["ms", 1],
    ["s", 1_000],
    ["m", 60_000],
    ["h", 3_600_000],
  ]).get(unit ?? "");
  // Seconds such as 0.012 are not exact in binary; what Istio refuses is far above that error.
  const result = Math.round(Number(number) * (factor ?? Number.NaN) * 1_000) / 1_000;
  if (!Number.isInteger(result) || result < 1) {
    throw new Error(`Istio does not take the delay "${duration}"`);
  }
  return result;
}

function responseHeaders({ headers }: HttpRoute): Record<string, string> {
  only(headers, ["response"]);
  only(headers?.response, ["set"]);
  return headers?.response?.set ?? {};
}

function only(value: object | undefined, known: string[]): void {
  const unknown = Object.keys(value ?? {}).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Error(`the interpreter does not know ${unknown.join(", ")}`);
}
