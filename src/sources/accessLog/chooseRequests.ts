import { UserError } from "../../problem.ts";
import type { Counted } from "./countRequests.ts";
import { countText, numberText } from "./numberText.ts";
import type { Side } from "./side.ts";
import { requestsOfTally, type Tally } from "./tally.ts";

/** The requests that count as the service's. */
export interface Chosen {
  requests: Tally;
  notes: string[];
}

/**
 * Chooses the side whose lines count, so that no request counts twice: the service's own sidecar before its callers. If
 * no line names the service, all lines count, except that a sidecar's calls to other services are left out.
 *
 * @param given hosts that the user named
 * @throws {UserError} if there is no request of the given hosts
 */
export function chooseRequests(
  { sides, hosts }: Counted,
  service: string,
  given: readonly string[],
): Chosen {
  const count = (side: Side) => requestsOfTally(sides[side]);
  const others = hostNames(hosts);
  const rest = count("elsewhere") + count("inbound");
  const left =
    rest === 0
      ? []
      : [`Left out: ${countText(rest, "request")} of other hosts, ${others}. --log-host chooses.`];
  if (count("own") > 0) {
    const twice = count("callers");
    const callers = `Left out: ${countText(twice, "request")} in lines of callers; the service's own lines count.`;
    return { requests: sides.own, notes: [...(twice > 0 ? [callers] : []), ...left] };
  }
  if (count("callers") > 0) return { requests: sides.callers, notes: left };
  if (given.length > 0) {
    const what = `no request has the host ${given.join(" or ")}; the log has ${others || "no hosts"}`;
    throw new UserError([{ where: "--log-host", what }]);
  }
  if (count("inbound") > 0) {
    const calls = `Left out: ${countText(count("elsewhere"), "request")} to other services.`;
    return { requests: sides.inbound, notes: count("elsewhere") > 0 ? [calls] : [] };
  }
  const unnamed = `No line has the host ${service}, so requests of all hosts count: ${others}. --log-host chooses.`;
  return { requests: sides.elsewhere, notes: others === "" ? [] : [unnamed] };
}

/** Names that are shown. */
const SHOWN = 3;

/** Returns the most frequent hosts: `api.example.com (4,120), … and 3 more`. */
function hostNames(hosts: ReadonlyMap<string, number>): string {
  const sorted = [...hosts].toSorted(([, a], [, b]) => b - a);
  const shown = sorted.slice(0, SHOWN).map(([host, count]) => `${host} (${numberText(count)})`);
  const more = sorted.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}
