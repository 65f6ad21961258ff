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

/** What the local router knows of a stack. */
export interface Rehearsal {
  /** The plain header of route keys. */
  keyHeader: string;
  entries: Entry[];
  /** The composed routes by host: those of Services, and those of preview hosts at the gateway. */
  routes: Map<string, HttpRoute[]>;
  /** Names of the local mocks by the hosts that they answer for: their own host and their origin's. */
  mocks: Map<string, string>;
  /** The hosts that have an address from `--to`. */
  targets: Map<string, URL>;
  /** Absolute paths of the files with the team's own routes. */
  files: string[];
}

/**
 * Composes a stack's routes as its router would, without a cluster: from the stack and `--to` alone. Mocks make all
 * delays themselves here.
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

/** Returns the hosts and routes for the router, once the mocks have their addresses. */
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

/** Returns a host with its routes, in which the destinations have their full names. */
function listOf(host: string, http: HttpRoute[], namespace: string): [string, HttpRoute[]] {
  return [host, http.map((route) => completeNames(route, namespace))];
}

/** Returns the mock as its stack has it, but with all delays its own, because there is no mesh here. */
function withoutMesh({ config, mock, files, problems }: StackMock): LoadedMock {
  const latency = { ...config.latency, inject: "mock" as const };
  const { table, latency: plan } = mock;
  return { config: { ...config, latency }, table, plan, files, problems };
}

/** There are no DestinationRules here, so a replica by subset gets the name that it would have as a Service. */
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

/** Adds the hosts whose only keys come from `--to`. */
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

/** Returns the hosts that a mock answers for: its own, and the service that it is made after. */
function hostsOf({ config }: StackMock): [string, string][] {
  const { name, namespace } = config;
  const origin = serviceHost(name, namespace) ?? "";
  return [
    [origin, name],
    [mockNames(config).host, name],
  ];
}
