import type { Fleet } from "../src/local/fleet.ts";
import { hostsAt, type Rehearsal } from "../src/local/rehearsal.ts";
import { shortName } from "../src/routing/serviceHost.ts";
import { formatTable } from "./table.ts";

/** A way that requests take through the local router. */
interface Way {
  host: string;
  /** The route of the host's list, by its name. */
  route: string;
  /** The Service that it leads to, and where that answers on this machine. */
  destination: string;
  url?: string;
}

/** What the router does, for people: its address, and every route with where it ends on this machine. */
export function announceRouter(rehearsal: Rehearsal, fleet: Fleet, url: string): string {
  const rows = waysOf(rehearsal, fleet).map(({ host, route, destination, url: at }) => [
    host,
    route,
    destination,
    at ?? `nowhere: --to ${destination}=http://localhost:<port>`,
  ]);
  const [host = "<host>"] = rows[0] ?? [];
  return [
    `The router at ${url} sends requests by their Host and their route keys:`,
    "",
    formatTable([["HOST", "ROUTE", "LEADS TO", "HERE"], ...rows], []),
    "",
    `  curl -i -H 'Host: ${host}' -H '${rehearsal.keyHeader}: <key>' ${url}/`,
    "",
  ].join("\n");
}

/** The same for scripts. */
export function routerJson(rehearsal: Rehearsal, fleet: Fleet, url: string) {
  return { url, header: rehearsal.keyHeader, routes: waysOf(rehearsal, fleet) };
}

/** In the order in which they are tried; a host without routes of its own has one way, to its service. */
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
