import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { HttpRoute } from "../../src/routing/httpRoute.ts";
import { firstMatch, type RoutedRequest } from "../../src/routing/interpret.ts";

/** The mesh's decision about a request. */
export interface Outcome {
  /** Indexes of the HTTP route and of its match, counted from 0: `3.0`. */
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
 * - `firstMatch` says which route takes it;
 * - `fault.delay` holds a request back for `fixedDelay` in `percentage` of all cases; without a percentage in none.
 *
 * Returns undefined if no route takes the request, which the mesh answers with 404. Refuses fields that it does not know.
 */
export function interpret(
  virtualService: IVirtualService,
  request: RoutedRequest,
): Outcome | undefined {
  const taken = firstMatch(virtualService.spec?.http ?? [], request);
  if (taken === undefined) return undefined;
  const { route, index, alternative } = taken;
  only(route, ["name", "match", "route", "fault", "headers"]);
  return {
    entry: `${index}.${alternative}`,
    name: route.name ?? "",
    delay: delayOf(route),
    headers: responseHeaders(route),
  };
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
  // Seconds such as 0.012 are not exact in binary. The fractions that Istio refuses are far larger than that error.
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
