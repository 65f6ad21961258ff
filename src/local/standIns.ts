import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Campaign } from "../campaign/campaign.ts";
import type { HttpRoute } from "../routing/httpRoute.ts";
import { serviceHost, serviceOf, shortName } from "../routing/serviceHost.ts";
import { type LocalMock, mocksOfDocuments, type StackMock } from "./localMocks.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** A mock that stands in for a Service that does not run on this machine: a real service, or a replica. */
export interface StandIn extends LocalMock {
  /** Full name of the Service. */
  host: string;
}

/** A rehearsal in which mocks stand in for the Services that do not run on this machine. */
export interface FullRehearsal extends Rehearsal {
  /** These mocks. Their hosts are also in `mocks`. */
  standIns: StandIn[];
}

/** File endings of documents, in the order in which they are tried. */
const ENDINGS = [".yaml", ".yml", ".json"];

/**
 * Adds mocks for the Services that routes lead to and that have no address yet. The mock of a Service uses the document
 * of the stack's mock with that name, or else a document with the Service's name beside the stack's documents. The mock
 * of a replica uses its origin's document.
 *
 * @param mocks the stack's own mocks
 * @throws {UserError} with every mistake in the documents
 */
export function withStandIns(
  rehearsal: Rehearsal,
  campaign: Campaign,
  mocks: readonly StackMock[],
  strict: boolean,
): FullRehearsal {
  const { entries, mocks: served, targets } = rehearsal;
  const notWanted = unservedHosts(campaign, mocks);
  const originOf = (host: string) =>
    entries.find(({ destination }) => destination.host === host)?.origin ?? host;
  const isReplica = (host: string) => originOf(host) !== host;
  const hosts = destinationsOf(rehearsal.routes).sort(
    (a, b) => Number(isReplica(a)) - Number(isReplica(b)),
  );
  const standIns = hosts.flatMap((host): StandIn[] => {
    if (served.has(host) || targets.has(host)) return [];
    const origin = originOf(host);
    if (notWanted.has(origin)) return [];
    const mock = mockOf(origin, campaign, rehearsal, mocks, strict);
    if (mock === undefined) return [];
    return [{ ...mock, mock: { ...mock.mock, service: shortName(host) }, host }];
  });
  return {
    ...rehearsal,
    standIns,
    mocks: new Map([...served, ...standIns.map(({ host, mock }) => [host, mock.service] as const)]),
  };
}

function mockOf(
  origin: string,
  { services }: Campaign,
  { mocks: served }: Rehearsal,
  mocks: readonly StackMock[],
  strict: boolean,
): LocalMock | undefined {
  const own = mocks.find(({ config }) => config.name === served.get(origin));
  if (own !== undefined) return own;
  const folders = new Set(services.map(({ spec }) => dirname(spec)));
  const document = [...folders]
    .flatMap((folder) => ENDINGS.map((ending) => join(folder, serviceOf(origin).service + ending)))
    .find((file) => existsSync(file));
  return document === undefined ? undefined : mocksOfDocuments([document], strict)[0];
}

/** The services of the stack that `--service` leaves out. */
function unservedHosts({ services }: Campaign, mocks: readonly StackMock[]): Set<string> {
  const served = new Set(mocks.map(({ config }) => config.name));
  return new Set(
    services
      .filter(({ name }) => !served.has(name))
      .flatMap(({ name, namespace }) => serviceHost(name, namespace) ?? []),
  );
}

/** Each Service that some route leads to, once. */
function destinationsOf(routes: ReadonlyMap<string, HttpRoute[]>): string[] {
  const hosts = [...routes.values()].flatMap((http) =>
    http.flatMap(({ route = [] }) => route.map(({ destination }) => destination.host)),
  );
  return [...new Set(hosts)].filter((host) => serviceHost(host) === host);
}
