import type { Fleet } from "../src/local/fleet.ts";
import type { LocalMock } from "../src/local/localMocks.ts";
import { hostsAt, type Rehearsal } from "../src/local/rehearsal.ts";
import type { FullRehearsal } from "../src/local/standIns.ts";
import { exampleCurl } from "../src/plan/exampleCurl.ts";
import { hasKey } from "../src/routing/entry.ts";
import { shortName } from "../src/routing/serviceHost.ts";
import { formatTable } from "../src/textTable.ts";

/** A path of requests through the local router. */
interface Way {
  host: string;
  /** Name of the route in the host's list. */
  route: string;
  /** The Service that it leads to, and its address on this machine. */
  destination: string;
  url?: string;
}

/** Returns the router's address, and a table of all routes with the addresses on this machine that they lead to. */
export function announceRouter(
  rehearsal: FullRehearsal,
  mocks: readonly LocalMock[],
  fleet: Fleet,
  url: string,
): string {
  const ways = waysOf(rehearsal, fleet);
  const rows = ways.flatMap(({ host, route, destination, url: here }) =>
    here === undefined ? [] : [[host, route, destination, here]],
  );
  const nowhere = new Set(
    ways.filter((way) => way.url === undefined).map(({ destination }) => destination),
  );
  return [
    ...standInTable(rehearsal, fleet),
    `The router at ${url} sends requests by their Host and their route keys:`,
    "",
    formatTable([["HOST", "ROUTE", "LEADS TO", "HERE"], ...rows], []),
    "",
    ...missing([...nowhere]),
    ...examples(rehearsal, mocks, ways, url),
    "",
  ].join("\n");
}

/** Returns the same for scripts. */
export function routerJson(rehearsal: FullRehearsal, fleet: Fleet, url: string) {
  const standIns = rehearsal.standIns.map(({ mock, document }) => ({
    host: mock.service,
    document,
    url: fleet.urlOf(mock.service),
  }));
  return {
    url,
    header: rehearsal.keyHeader,
    ...(standIns.length > 0 && { standIns }),
    routes: waysOf(rehearsal, fleet),
  };
}

function standInTable({ standIns }: FullRehearsal, fleet: Fleet): string[] {
  const [first] = standIns;
  if (first === undefined) return [];
  const rows = standIns.map(({ mock, document }) => [
    mock.service,
    fleet.urlOf(mock.service) ?? "",
    document,
  ]);
  return [
    "Mocks play the Services that are not on this machine:",
    "",
    formatTable([["SERVICE", "URL", "DOCUMENT"], ...rows], []),
    "",
    `Your own process takes the place of one with --to ${first.mock.service}=http://localhost:<port>`,
    "",
  ];
}

function missing(nowhere: string[]): string[] {
  const [first] = nowhere;
  if (first === undefined) return [];
  return [
    `Not shown: routes to ${nowhere.join(", ")}, which get 503. --to ${first}=http://localhost:<port> gives an address.`,
    "",
  ];
}

/** Requests to a host without a key and with one, if some key leads to this machine. */
function examples(
  { keyHeader, entries, mocks: served }: Rehearsal,
  mocks: readonly LocalMock[],
  ways: Way[],
  url: string,
): string[] {
  const reached = new Set(ways.flatMap((way) => (way.url === undefined ? [] : way.destination)));
  // The keys that --to names come last: whoever gave one wants to try it.
  const entry = entries
    .filter(hasKey)
    .findLast(
      ({ origin, destination }) =>
        reached.has(shortName(origin)) && reached.has(shortName(destination.host)),
    );
  const host = entry?.origin ?? [...served.keys()][0];
  if (host === undefined) return [];
  const table = mocks.find(({ mock }) => mock.service === served.get(host))?.mock.table;
  const curl = (...headers: string[]) => {
    if (table === undefined) {
      return `  curl -i ${headers.map((header) => `-H '${header}'`).join(" ")} ${url}/`;
    }
    return `  ${exampleCurl(table, url, ["-i", ...headers.flatMap((header) => ["-H", header])])}`;
  };
  const header = `Host: ${shortName(host)}`;
  return [
    curl(header),
    ...(entry === undefined ? [] : [curl(header, `${keyHeader}: ${entry.key}`)]),
  ];
}

/** Returns the routes in the order in which they are tried. A host without routes has one, to its own service. */
function waysOf(rehearsal: Rehearsal, { urlOf }: Fleet): Way[] {
  const { routes, urls } = hostsAt(rehearsal, urlOf);
  const way = (host: string, route: string, destination: string): Way => {
    const url = urls.get(destination)?.origin;
    return {
      host: shortName(host),
      route,
      destination: shortName(destination),
      ...(url !== undefined && { url }),
    };
  };
  return [
    ...[...routes].flatMap(([host, http]) =>
      http.flatMap((route) =>
        (route.route ?? []).map(({ destination }) => way(host, route.name ?? "", destination.host)),
      ),
    ),
    ...[...urls.keys()]
      .filter((host) => !routes.has(host))
      .map((host) => way(host, "default", host)),
  ];
}
