import { type Problem, received, UserError } from "../problem.ts";
import { isRouteKey } from "../routing/routeKey.ts";
import { serviceHost } from "../routing/serviceHost.ts";

/**
 * An option `--to`: a Service, or the requests for it that carry a key, and the address on this machine that they go
 * to.
 */
export interface Target {
  /** Full name of the Service. */
  host: string;
  key?: string;
  url: URL;
  /** The option as typed. */
  from: string;
}

/**
 * Reads `payments.shop=http://localhost:3000` and `payments.shop@pr-12=http://localhost:3000`.
 *
 * @throws UserError with all texts of another form
 */
export function readTargets(texts: readonly string[]): Target[] {
  const problems: Problem[] = [];
  const targets = texts.flatMap((text): Target[] => {
    const [, name = "", key, address = ""] = /^([^@=]+)(?:@([^=]*))?=(.*)$/.exec(text) ?? [];
    const host = serviceHost(name);
    const url = URL.parse(address);
    const right = key === undefined || isRouteKey(key);
    if (host !== undefined && right && url !== null && isAddress(url)) {
      return [{ host, ...(key !== undefined && { key }), url, from: `--to ${text}` }];
    }
    problems.push({
      where: "--to",
      what: `expected a Service and an address such as payments.shop@pr-12=http://localhost:3000, received ${received(text)}`,
    });
    return [];
  });
  if (problems.length > 0) throw new UserError(problems);
  return targets;
}

/** The address must have no path, because requests keep their own. */
function isAddress({ protocol, pathname, search }: URL): boolean {
  return protocol === "http:" && pathname === "/" && search === "";
}
