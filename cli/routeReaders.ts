import { isRouteKey } from "../src/routing/routeKey.ts";
import { serviceHost, shortName } from "../src/routing/serviceHost.ts";
import type { Reader } from "./command/option.ts";

/** Reads a route key. */
export const routeKey: Reader<string> = {
  expected: 'a route key such as pr-12, of a-z, 0-9 and "-", at most 40 characters',
  read: (text) => (isRouteKey(text) ? text : undefined),
};

/**
 * Reads two Services, `<from>=<to>`, and returns both without the cluster's domain, which is their form in a token's
 * claim.
 */
export const substitution: Reader<string> = {
  expected: "two Services such as payments.shop=payments-pr-12.shop",
  read(text) {
    const [from, to, ...rest] = text.split("=").map((name) => serviceHost(name));
    if (from === undefined || to === undefined || rest.length > 0) return undefined;
    return `${shortName(from)}=${shortName(to)}`;
  },
};
