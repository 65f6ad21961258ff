import { isoSeconds } from "../isoSeconds.ts";
import type { LatencyFile } from "../latency/file.ts";
import type { LatencyConfig } from "../latency/planLatency.ts";
import type { Provenance } from "../latency/provenance.ts";
import type { RouteKey, RouteTable } from "../openapi/table/table.ts";
import { or, UserError } from "../problem.ts";
import type {
  LatencySource,
  ListedName,
  Listing,
  SourceQuestion,
  StatusFilter,
} from "../sources/source.ts";
import { ASKED } from "./kept.ts";
import { type AmbiguousName, type Assignment, assignNames, nameIndex } from "./nameIndex.ts";
import { type PullWindow, windowText } from "./pullWindow.ts";
import { type PullRules, type RoutePull, routePull, unmeasured } from "./routePull.ts";

/** One service whose latencies are asked for. */
export interface PulledService {
  name: string;
  table: RouteTable;
  /** Undefined if there is no latency file yet. */
  file: LatencyFile | undefined;
  settings: LatencyConfig;
}

/** How all services are asked. */
export interface PullQuestion {
  source: LatencySource;
  window: PullWindow;
  statuses: StatusFilter;
  /** Whether the user has chosen the statuses, so that the latency file names them. */
  statusesChosen: boolean;
  rules: PullRules;
  /** Asks for one profile of all requests together. */
  serviceWide: boolean;
  progress?(text: string): void;
}

/** The answer for one service: every route of its document once. */
export interface ServicePull {
  service: string;
  query: string;
  window: string;
  time: string;
  /** Of all requests together, if they were asked for. */
  default?: RoutePull;
  routes: RoutePull[];
  ambiguous: AmbiguousName[];
  /** Names that no route has, the most frequent first, with their share of all requests (0 to 1). */
  unexplained: (ListedName & { share: number })[];
  notes: string[];
  /** Says that the source cannot tell routes apart, and what helps. */
  serviceWide?: string;
}

/**
 * Asks a source for the latencies of a service.
 * @throws {UserError} if the source cannot be asked or has nothing there
 */
export async function pullService(
  service: PulledService,
  question: PullQuestion,
): Promise<ServicePull> {
  const { source, window } = question;
  const asked = sourceQuestion(service, question);
  const listing = await source.list(asked);
  if (listing.names.length === 0) throw new UserError([nothingThere(service, source)]);
  const given = givenNames(service.settings.names ?? {}, source, listing);
  const assignment = assignNames(listing.names, nameIndex(source, service.table), given.routes);
  const to = listing.covers?.to ?? (window.text === undefined ? new Date() : window.to);
  const provenance = {
    source: source.kind,
    query: listing.query,
    window: windowText(window, listing.covers),
    time: isoSeconds(to),
    ...(question.statusesChosen && { status: question.statuses.text }),
  };
  return {
    service: service.name,
    query: provenance.query,
    window: provenance.window,
    time: provenance.time,
    ...(await measured(service, question, asked, listing, assignment, provenance)),
    ambiguous: assignment.ambiguous,
    unexplained: listing.serviceWide === undefined ? shares(assignment, listing) : [],
    notes: [...listing.notes, ...given.notes],
    ...(listing.serviceWide === undefined ? {} : { serviceWide: listing.serviceWide }),
  };
}

function sourceQuestion(service: PulledService, question: PullQuestion): SourceQuestion {
  const { name, table, settings } = service;
  const { source, window, statuses, progress } = question;
  return {
    service: name,
    table,
    from: window.from,
    to: window.to,
    ...(window.hours && { hours: window.hours }),
    statuses,
    quantiles: ASKED,
    given: new Set(Object.keys(settings.names ?? {}).flatMap((name) => formsOf(name, source))),
    ...(progress && { progress }),
  };
}

async function measured(
  service: PulledService,
  { source, rules, serviceWide, progress }: PullQuestion,
  asked: SourceQuestion,
  listing: Listing,
  assignment: Assignment,
  provenance: Omit<Provenance, "requests">,
): Promise<Pick<ServicePull, "default" | "routes">> {
  const { file, settings, table } = service;
  const keys = table.routes.map(({ key }) => key);
  const context = { provenance, file, settings, rules };
  if (serviceWide) {
    const { names } = listing;
    progress?.(`${service.name}: all requests`);
    const set = names.map(({ name }) => name);
    const [measurement] = await source.measure(asked, [set]);
    const [pairs] = (await source.rates?.(asked, [set])) ?? [];
    const all = measurement ?? { requests: 0, quantiles: [] };
    return {
      default: routePull({ ...context, route: undefined, names, measurement: all, pairs }),
      routes: keys.map((route) => unmeasured(route, [], "in the service-wide profile")),
    };
  }
  if (listing.serviceWide !== undefined) {
    const reason = `${source.kind} cannot tell routes apart here`;
    return { routes: keys.map((route) => unmeasured(route, [], reason)) };
  }
  const called = keys.filter((key) => (assignment.byRoute.get(key) ?? []).some(hasCounting));
  progress?.(`${service.name}: ${called.length} of ${keys.length} routes`);
  const sets = called.map((key) => (assignment.byRoute.get(key) ?? []).map(({ name }) => name));
  const measurements = sets.length === 0 ? [] : await source.measure(asked, sets);
  const rates = sets.length === 0 ? undefined : await source.rates?.(asked, sets);
  const byRoute = new Map(called.map((key, i) => [key, measurements[i]]));
  const pairsOf = new Map(called.map((key, i) => [key, rates?.[i]]));
  return {
    routes: keys.map((route) => {
      const names = assignment.byRoute.get(route) ?? [];
      const measurement = byRoute.get(route);
      if (measurement === undefined) {
        return unmeasured(route, names, whyNot(route, names, assignment));
      }
      const pull = routePull({ ...context, route, names, measurement, pairs: pairsOf.get(route) });
      const shared = sharedName(route, assignment);
      return shared === undefined ? pull : { ...pull, remarks: [...pull.remarks, shared] };
    }),
  };
}

function hasCounting({ requests }: ListedName): boolean {
  return requests > 0;
}

function whyNot(route: RouteKey, names: readonly ListedName[], assignment: Assignment): string {
  return names.length > 0
    ? "no requests that count"
    : (sharedName(route, assignment) ?? "never called");
}

/** Returns which name may be this route's or another one's, or undefined if there is none. */
function sharedName(route: RouteKey, { ambiguous }: Assignment): string | undefined {
  const shared = ambiguous.find(({ routes }) => routes.includes(route));
  const others = shared?.routes.filter((key) => key !== route) ?? [];
  return shared && `"${shared.name}" may be its name, or that of ${or(others)}`;
}

/**
 * Returns the stack's `latency.names` as the source has them, with a note if some are not there: they may be misspelt.
 */
function givenNames(
  written: Readonly<Record<string, RouteKey>>,
  source: LatencySource,
  { names }: Listing,
): { routes: Record<string, RouteKey>; notes: string[] } {
  const listed = new Set(names.map(({ name }) => name));
  const routes: Record<string, RouteKey> = {};
  const unused: string[] = [];
  for (const [name, route] of Object.entries(written)) {
    const forms = formsOf(name, source).filter((form) => listed.has(form));
    if (forms.length === 0) unused.push(name);
    for (const form of forms) routes[form] = route;
  }
  const what = "latency.names has names without requests in the window";
  return { routes, notes: unused.length === 0 ? [] : [`${what}: ${unused.join(", ")}.`] };
}

/** Returns a name of the stack's `latency.names` in all forms that a source may have it in. */
function formsOf(name: string, source: LatencySource): string[] {
  return [name, ...(source.formsOf?.(name) ?? [])];
}

function shares({ unexplained }: Assignment, { names }: Listing): ServicePull["unexplained"] {
  const all = names.reduce((sum, name) => sum + traffic(name), 0);
  return unexplained
    .map((name) => ({ ...name, share: traffic(name) / all }))
    .toSorted((a, b) => b.share - a.share);
}

/** Returns the requests under a name, also those that do not count. */
function traffic({ requests, apart }: ListedName): number {
  return Object.values(apart).reduce((sum, count) => sum + count, requests);
}

function nothingThere({ name }: PulledService, { kind }: LatencySource) {
  return {
    where: `--from ${kind}`,
    what: `no requests of ${name} in the window`,
    fix: "Name a longer --window, or ask another source.",
  };
}
