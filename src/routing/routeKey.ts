import { parseBaggage, trimSpaces } from "./baggage.ts";
import { headerText, type RequestHeaders } from "./headerText.ts";

/** Length of the longest route key in characters. */
export const MAX_ROUTE_KEY = 40;

/** The member of `baggage` that carries route keys. */
export const BAGGAGE_MEMBER = "understudy";

/** Returns whether a text is a route key: `[a-z0-9-]{1,40}`. */
export function isRouteKey(text: string): boolean {
  return text.length <= MAX_ROUTE_KEY && /^[a-z0-9-]+$/.test(text);
}

/**
 * Returns the route keys that a request carries, each once: first those of the `baggage` members named `understudy`,
 * then those of the plain header. The plain header's lines and comma-separated parts are one list. Several keys are
 * joined by dots (`pr-12.pr-34`). Anything that is not a route key is skipped.
 */
export function carriedKeys(headers: RequestHeaders, keyHeader: string): string[] {
  const inBaggage = parseBaggage(headerText(headers, "baggage") ?? "")
    .filter(({ name }) => name === BAGGAGE_MEMBER)
    .map(({ value }) => value);
  const plain = (headerText(headers, keyHeader) ?? "").split(",").map(trimSpaces);
  const keys = [...inBaggage, ...plain].flatMap((value) => value.split("."));
  return [...new Set(keys.filter(isRouteKey))];
}
