import { stringifyJson } from "../exactJson.ts";
import { type Listening, type SiteServer, startSites } from "../server/mockServer.ts";
import type { Site } from "../server/sites.ts";
import type { Fleet } from "./fleet.ts";
import type { PlacedDocument } from "./servedDocuments.ts";

/**
 * Returns a fleet whose mocks may share ports. The first port serves all documents that have a place, and the first
 * document that has none; the others get the following ports. Mocks and places have the same order, which never
 * changes.
 */
export function makeSiteFleet(places: readonly PlacedDocument[], listening: Listening): Fleet {
  const ports = portsOf(places);
  const servers: SiteServer[] = [];
  const urls = new Map<string, string>();
  let content = "";
  return {
    async become(mocks) {
      const before = content;
      content = stringifyJson(mocks) ?? "";
      if (content === before) return [];
      for (let port = 0; port <= Math.max(...ports); port++) {
        const sites = mocks.flatMap((mock, i): Site[] => {
          const { prefix, host } = places[i] ?? {};
          if (ports[i] !== port) return [];
          return [
            { mock, ...(prefix !== undefined && { prefix }), ...(host !== undefined && { host }) },
          ];
        });
        const running = servers[port];
        if (running !== undefined) {
          running.replace(sites);
          continue;
        }
        const own = listening.port === 0 ? 0 : listening.port + port;
        const server = await startSites(sites, { ...listening, port: own });
        servers[port] = server;
        for (const { mock, prefix = "", host } of sites) {
          const url = new URL(server.url);
          urls.set(
            mock.service,
            `${url.protocol}//${host ?? url.hostname}:${server.port}${prefix}`,
          );
        }
      }
      return before === "" ? [] : ["Reloaded."];
    },
    urlOf: (service) => urls.get(service),
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

/** Returns the port of each document, counted from 0. */
function portsOf(places: readonly PlacedDocument[]): number[] {
  const placed = (place: PlacedDocument) => place.prefix !== undefined || place.host !== undefined;
  let alone = 0;
  return places.map((place) => (placed(place) ? 0 : alone++));
}
