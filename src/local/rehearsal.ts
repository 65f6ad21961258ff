import { resolve } from "node:path";
import type { Campaign } from "../campaign/campaign.ts";
import type { LoadedMock } from "../campaign/loadMocks.ts";
import { mockNames } from "../campaign/mockNames.ts";
import { gatewayObjects } from "../emit/gateway/gatewayObjects.ts";
import { hostRoutings, keyHeaderOf, routesOf } from "../emit/routes/hostRoutings.ts";
import { substitutionOf } from "../emit/routes/substitutionOf.ts";
import type { Plan } from "../plan/planStack.ts";
import { completeNames } from "../routing/completeNames.ts";
import { compose } from "../routing/compose.ts";
import type { Entry } from "../routing/entry.ts";
import type { HttpRoute } from "../routing/httpRoute.ts";
import { targetName } from "../routing/keyMatches.ts";
import { serviceHost, serviceOf } from "../routing/serviceHost.ts";
import type { StackMock } from "./localMocks.ts";
import type { Hosts } from "./proxy/hosts.ts";
import type { Target } from "./targets.ts";

/** What the local router needs of a stack. */
export interface Rehearsal {
  /** The plain header of route keys. */
  keyHeader: string;
  entries: Entry[];
  /** The composed routes of every host that has some: Services, and preview hosts at the gateway. */
  routes: Map<string, HttpRoute[]>;
  /** The hosts that a local mock answers for, each with the mock's name: the mock's own host, and its origin's. */
  mocks: Map<string, string>;
  /** The hosts that `--to` gave an address. */
  targets: Map<string, URL>;
  /** Files with routes of the team's own; absolute. */
  files: string[];
}

/**
 * Composes a stack's routes as its router would, without a cluster: only what the stack and `--to` say is known.
 * Mocks make all delays themselves here.
 *
 * @throws UserError with everything that cannot be composed
 */
export function rehearse(
  { campaign }: Plan,
  root: string,
  mocks: readonly StackMock[],
  targets: readonly Target[],
): Rehearsal {
  const substitutions = mocks.flatMap((mock) => substitutionOf(withoutMesh(mock)) ?? []);
  const declared = routesOf(campaign, substitutions);
  const known = declared.entries.map(withoutSubset);
  const entries = [...known, ...targets.flatMap((target) => newEntry(target, known) ?? [])];
  const keyHeader = keyHeaderOf(campaign);
  const routings = hostRoutings(withHosts(campaign, targets), { ...declared, entries });
  const { previewHosts, router } = campaign;
  const { virtualServices } =
    previewHosts === undefined
      ? { virtualServices: [] }
      : gatewayObjects(previewHosts, { ...declared, keyHeader, entries }, campaign.stack);
  return {
    keyHeader,
    entries,
    routes: new Map([
      ...routings.map((routing) =>
        listOf(routing.host, compose(routing).http, serviceOf(routing.host).namespace),
      ),
      ...virtualServices.flatMap(({ metadata, spec }) =>
        (spec?.hosts ?? []).map((host) =>
          listOf(host, spec?.http ?? [], metadata?.namespace ?? "default"),
        ),
      ),
    ]),
    mocks: new Map(mocks.flatMap(hostsOf)),
    targets: new Map(targets.map((target) => [destinationOf(target, entries), target.url])),
    files: [...(router?.hosts ?? []), ...(previewHosts?.apis ?? [])].flatMap(({ baseFile }) =>
      baseFile === undefined ? [] : [resolve(root, baseFile)],
    ),
  };
}

/** The router's view of a rehearsal, once the mocks have their addresses. */
export function hostsAt(
  { routes, mocks, targets }: Rehearsal,
  urlOf: (service: string) => string | undefined,
): Hosts {
  const served = [...mocks].flatMap(([host, service]): [string, URL][] => {
    const url = urlOf(service);
    return url === undefined ? [] : [[host, new URL(url)]];
  });
  return { routes, urls: new Map([...served, ...targets]) };
}

/** A host's list, with names that mean the same wherever they stand. */
function listOf(host: string, http: HttpRoute[], namespace: string): [string, HttpRoute[]] {
  return [host, http.map((route) => completeNames(route, namespace))];
}

/** A mock as its stack has it, with no delay left to the mesh, which is not there. */
function withoutMesh({ config, mock, files, problems }: StackMock): LoadedMock {
  const latency = { ...config.latency, inject: "mock" as const };
  const { table, latency: plan } = mock;
  return { config: { ...config, latency }, table, plan, files, problems };
}

/** No DestinationRule tells subsets apart here: the replica has the name that it would have as a Service. */
function withoutSubset(entry: Entry): Entry {
  if (entry.destination.subset === undefined) return entry;
  return { ...entry, destination: { host: serviceHost(targetName(entry)) ?? "" } };
}

function newEntry({ host, key, from }: Target, known: Entry[]): Entry | undefined {
  if (key === undefined || known.some((entry) => entry.origin === host && entry.key === key)) {
    return undefined;
  }
  const { service, namespace } = serviceOf(host);
  const destination = { host: serviceHost(`${service}-${key}`, namespace) ?? "" };
  return { origin: host, key, destination, from };
}

function destinationOf({ host, key }: Target, entries: Entry[]): string {
  const entry = entries.find((one) => one.origin === host && one.key === key);
  return entry?.destination.host ?? host;
}

/** A host that only `--to` has a key for is routed too. */
function withHosts(campaign: Campaign, targets: readonly Target[]): Campaign {
  const hosts = campaign.router?.hosts ?? [];
  const added = new Set(targets.flatMap(({ host, key }) => (key === undefined ? [] : [host])));
  for (const { host } of hosts) added.delete(host);
  return {
    ...campaign,
    router: {
      header: keyHeaderOf(campaign),
      hosts: [...hosts, ...[...added].map((host) => ({ host, base: [], entries: [] }))],
    },
  };
}

/** A mock answers for itself and, where nothing else does, for the service that it is made after. */
function hostsOf({ config }: StackMock): [string, string][] {
  const { name, namespace } = config;
  const origin = serviceHost(name, namespace) ?? "";
  return [
    [origin, name],
    [mockNames(config).host, name],
  ];
}
