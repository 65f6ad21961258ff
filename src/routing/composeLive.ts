import { isDeepStrictEqual } from "node:util";
import { attempt, type Problem } from "../problem.ts";
import { annotatedOrigin, ROUTE_WITHDRAWN, readAnnotations } from "./annotations.ts";
import { compose } from "./compose.ts";
import { type DeclaredHost, servicesOfHost } from "./declaredHost.ts";
import { destinationProblems, type ServicePorts } from "./destinations.ts";
import { type Entry, hasKey, type KeyedEntry } from "./entry.ts";
import type { HostRouting } from "./hostRouting.ts";
import type { HttpRoute } from "./httpRoute.ts";
import { orderSubstitutions, secondDestination } from "./order.ts";
import { serviceHost } from "./serviceHost.ts";
import type { Substitution } from "./substitution.ts";

/** A Service, or a DestinationRule that stands for a replica without a Service of its own. */
export interface AnnotatedObject extends ServicePorts {
  metadata: {
    name: string;
    namespace: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    uid?: string;
    creationTimestamp?: string;
    deletionTimestamp?: string;
  };
}

/** What lies in a cluster, whoever declared it. */
export interface LiveRoutes {
  services: readonly AnnotatedObject[];
  destinationRules: readonly AnnotatedObject[];
  /** Full names of the Services that have a pod that is ready; undefined if the cluster does not tell. */
  ready?: ReadonlySet<string>;
}

/** A host's routes as they have to be now. */
export interface LiveHost {
  /** Undefined if they cannot be composed: then nothing may be written. */
  http?: HttpRoute[];
  /** The annotated objects whose routes are in it. */
  counted: AnnotatedObject[];
  /** Those whose routes are not in it yet, since none of their pods is ready. */
  waiting: AnnotatedObject[];
  /** What is left out of it, and why; or what stops it. */
  problems: Problem[];
  /** Whose routes are left out, each with one of these problems. */
  leftOut: LeftOut[];
}

/** An annotated Service that has no routes, because something is wrong with it or its host. */
export interface LeftOut {
  service: AnnotatedObject;
  problem: Problem;
}

/** Returns whether an object no longer declares routes, since it is being deleted. */
export function isLeaving({ metadata }: AnnotatedObject): boolean {
  return (
    metadata.deletionTimestamp !== undefined ||
    metadata.annotations?.[ROUTE_WITHDRAWN] !== undefined
  );
}

/**
 * Composes a host from what lies in the cluster. The result depends on nothing else, so that all who compose it write the
 * same.
 *
 * A mistake of one Service holds up no other: what is invalid, or contradicts something older, is left out. What the stack
 * declares is older than all annotated objects.
 *
 * The routes of a Service come when one of its pods is ready. Once they are there they stay, also while none is: only
 * whoever made it knows whether it is to end.
 *
 * @param before the host's routes until now
 */
export function composeLive(
  declared: DeclaredHost,
  { services, destinationRules, ready }: LiveRoutes,
  before: readonly HttpRoute[] = [],
): LiveHost {
  const origins = servicesOfHost(declared);
  const routed = destinationsOf(before);
  const isReady = (host: string) => ready === undefined || ready.has(host) || routed.has(host);
  const counted: AnnotatedObject[] = [];
  const waiting: AnnotatedObject[] = [];
  const problems: Problem[] = [];
  const leftOut: LeftOut[] = [];
  const isService = new Set(services);
  const leaveOut = (service: AnnotatedObject, wrong: readonly Problem[]) => {
    problems.push(...wrong);
    if (isService.has(service)) leftOut.push(...wrong.map((problem) => ({ service, problem })));
  };
  const accepted: HostRouting = { ...declared, entries: [], substitutions: [] };
  const byKey = new Map(
    declared.entries.filter(hasKey).map((entry) => [nameOf(entry), entry] as const),
  );
  const byHost = new Map(
    services.map((one) => [serviceHost(one.metadata.name, one.metadata.namespace) ?? "", one]),
  );
  const entries = [...declared.entries];
  const meant = [...services, ...destinationRules].filter((object) => {
    const { namespace, annotations = {} } = object.metadata;
    const origin = annotatedOrigin({ namespace, annotations });
    return !isLeaving(object) && origin !== undefined && origins.has(origin);
  });
  for (const object of meant.toSorted(byAge)) {
    const { name, namespace, annotations = {} } = object.metadata;
    const wrong: Problem[] = [];
    const route = readAnnotations({ name, namespace, annotations }, wrong);
    if (route === undefined) {
      leaveOut(object, wrong);
      continue;
    }
    // Mocks replace routes of the request's own host alone.
    if ("routes" in route && route.origin !== declared.host) continue;
    wrong.push(
      ...("routes" in route
        ? substitutionProblems(accepted, route)
        : entryProblems(byKey, route, byHost)),
    );
    leaveOut(object, wrong);
    if (wrong.length > 0) continue;
    if (!("routes" in route) && hasKey(route) && !byKey.has(nameOf(route))) {
      byKey.set(nameOf(route), route);
    }
    const own = serviceHost(name, namespace) ?? "";
    if (!isReady("routes" in route ? own : route.destination.host)) {
      waiting.push(object);
      continue;
    }
    counted.push(object);
    if ("routes" in route) accepted.substitutions.push(route);
    else entries.push(route);
  }
  const composed = attempt(problems, () => compose({ ...accepted, entries }));
  return composed === undefined
    ? { counted: [], waiting, problems, leftOut }
    : { http: composed.http, counted, waiting, problems, leftOut };
}

function destinationsOf(routes: readonly HttpRoute[]): Set<string | undefined> {
  return new Set(routes.flatMap(({ route = [] }) => route.map((one) => one.destination?.host)));
}

function entryProblems(
  byKey: ReadonlyMap<string, KeyedEntry>,
  entry: Entry,
  byHost: ReadonlyMap<string, ServicePorts>,
): Problem[] {
  const both = [entry.origin, entry.destination.host].flatMap((host) => byHost.get(host) ?? []);
  const first = hasKey(entry) ? byKey.get(nameOf(entry)) : undefined;
  const contradicts =
    first !== undefined && !isDeepStrictEqual(first.destination, entry.destination);
  return [
    ...(contradicts && hasKey(entry) ? [secondDestination(first, entry)] : []),
    ...destinationProblems([entry], both),
  ];
}

function substitutionProblems(accepted: HostRouting, substitution: Substitution): Problem[] {
  const problems: Problem[] = [];
  const substitutions = [...accepted.substitutions, substitution];
  orderSubstitutions({ ...accepted, substitutions }, problems);
  return problems;
}

function nameOf({ origin, key }: KeyedEntry): string {
  return `${origin} ${key}`;
}

/** Objects of one second are ordered by their names. */
function byAge({ metadata: a }: AnnotatedObject, { metadata: b }: AnnotatedObject): number {
  const [one, other] = [a, b].map(({ creationTimestamp = "", namespace, name }) =>
    [creationTimestamp, namespace, name].join(" "),
  );
  if (one === other) return 0;
  return (one ?? "") < (other ?? "") ? -1 : 1;
}
