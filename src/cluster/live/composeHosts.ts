import { setTimeout } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import { distinct, type Problem } from "../../problem.ts";
import { annotatedOrigin } from "../../routing/annotations.ts";
import type { AnnotatedObject, LeftOut, LiveRoutes } from "../../routing/composeLive.ts";
import { type DeclaredHost, servicesOfHost } from "../../routing/declaredHost.ts";
import { serviceOf } from "../../routing/serviceHost.ts";
import { listObjects } from "../listObjects.ts";
import {
  declaredBy,
  type LiveVirtualService,
  nameOf,
  VIRTUAL_SERVICES,
} from "./liveVirtualService.ts";
import { composeWithin, readRoutes } from "./readRoutes.ts";
import { contentOf, mayBeTaken, type TakenOver, takenOver } from "./takenOver.ts";
import { askingByHost, namesNoService, routing, uncomposed } from "./uncomposed.ts";
import {
  hasContent,
  type RouteContent,
  readAgain,
  refusedRoutes,
  writeForTeam,
  writeRoutes,
} from "./writeRoutes.ts";

/** What became of some hosts. */
export interface ComposedHosts {
  /** Full names of the hosts whose VirtualServices have all entries now. */
  hosts: string[];
  /** The VirtualServices that were changed: `shop/payments-router`. */
  written: string[];
  /** The Services whose routes come when one of their pods is ready: `shop/payments-pr-12`. */
  waiting: string[];
  /** Entries that are left out, and routes that are refused, each with its reason. */
  problems: Problem[];
  /**
   * Hosts with entries that nobody routes, or somebody whose VirtualService stays as it is; namespaces of which nobody may
   * see whether pods are ready.
   */
  untouched: Problem[];
  /** Whose routes are left out, or not there because their host stays as it is. */
  leftOut: LeftOut[];
}

/** The longest first pause between two attempts, in milliseconds. It doubles with each attempt, up to the other. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2_000;

/** So long attempts at one host go on, in milliseconds: fifty who write at once on a busy machine need a fraction of it. */
export const LONGEST = 120_000;

/**
 * Composes hosts anew from what lies in the cluster, and writes those whose routes differ: whoever has added or removed
 * an entry calls it. Hosts whose base leads to one of these Services are composed too. A VirtualService that is nobody's
 * stack stays as it is, unless it is annotated with `TAKE_OVER`.
 *
 * @param hosts full names of the Services whose entries have changed
 * @throws {Error} when the cluster cannot be asked, or a host changes all the time
 */
export function composeHosts(
  kubeConfig: KubeConfig,
  hosts: readonly string[],
): Promise<ComposedHosts> {
  return composeThose(
    kubeConfig,
    (declared) => {
      const services = servicesOfHost(declared);
      return hosts.some((host) => services.has(host));
    },
    () => hosts,
    (origin) => hosts.includes(origin),
  );
}

/**
 * Composes all hosts of some namespaces, as `composeHosts` does.
 *
 * @param namespaces undefined for all
 */
export function composeAll(
  kubeConfig: KubeConfig,
  namespaces: readonly string[] | undefined,
): Promise<ComposedHosts> {
  const isThere = (host: string) => namespaces?.includes(serviceOf(host).namespace) ?? true;
  return composeThose(
    kubeConfig,
    ({ host }) => isThere(host),
    (routes) => originsOf(routes).filter(isThere),
    isThere,
    (namespace) => namespaces?.includes(namespace) ?? true,
  );
}

async function composeThose(
  kubeConfig: KubeConfig,
  isMeant: (declared: DeclaredHost) => boolean,
  hostsOf: (routes: LiveRoutes) => readonly string[],
  isAsked: (origin: string) => boolean,
  isLookedAt: (namespace: string) => boolean = () => false,
): Promise<ComposedHosts> {
  const result: ComposedHosts = {
    ...{ hosts: [], written: [], waiting: [] },
    ...{ problems: [], untouched: [], leftOut: [] },
  };
  const all = await listObjects<LiveVirtualService>(kubeConfig, VIRTUAL_SERVICES, result.problems);
  const routes = await readRoutes(kubeConfig, result.problems, result.untouched, isAsked);
  if (all === undefined || routes === undefined) return result;
  const untaken = new Map<LiveVirtualService, Problem[]>();
  for (const one of all) {
    const problems: Problem[] = [];
    const base = baseOf(one, routes, problems);
    if (base === undefined && mayBeTaken(one)) {
      untaken.set(one, problems);
      if (isLookedAt(one.metadata.namespace)) result.problems.push(...problems);
    }
    if (base !== undefined && isMeant(base.declared)) {
      await composeOne(kubeConfig, one, routes, result);
    }
  }
  const asking = askingByHost(routes);
  for (const host of new Set(hostsOf(routes))) {
    const untouched = uncomposed(host, all, routes.services);
    const taken = routing(host, all).flatMap((one) => untaken.get(one) ?? []);
    result.untouched.push(...untouched);
    result.problems.push(...taken);
    for (const service of asking.get(host) ?? []) {
      result.leftOut.push(...[...untouched, ...taken].map((problem) => ({ service, problem })));
    }
  }
  const nowhere = namesNoService(routes, isLookedAt);
  result.leftOut.push(...nowhere);
  result.problems.push(...nowhere.map(({ problem }) => problem));
  return {
    ...result,
    waiting: [...new Set(result.waiting)],
    problems: distinct(result.problems),
  };
}

/**
 * Writes only what is based on a VirtualService that was read before what counts for it: an entry that the lists do not
 * have yet was made after the reading, and its maker's own attempt comes after this one.
 *
 * @param first the VirtualService as it was before `routes` were read
 */
async function composeOne(
  kubeConfig: KubeConfig,
  first: LiveVirtualService,
  routes: LiveRoutes,
  result: ComposedHosts,
): Promise<void> {
  const end = performance.now() + LONGEST;
  let pause = FIRST_PAUSE;
  let [found, lying]: [LiveVirtualService | undefined, LiveRoutes | undefined] = [first, routes];
  while (found !== undefined && lying !== undefined) {
    const problems: Problem[] = [];
    const composed = contentFor(found, lying, problems);
    if (composed?.content === undefined) {
      result.problems.push(...problems);
      result.leftOut.push(...(composed?.leftOut ?? []));
      return;
    }
    const { host, isTeams, content, waiting, leftOut } = composed;
    const isRight = hasContent(found, content);
    const write = isTeams ? writeForTeam : writeRoutes;
    const answer = isRight ? undefined : await write(kubeConfig, found, content);
    if (answer?.status !== 409) {
      const isWritten = answer?.status === 200;
      result.problems.push(...problems);
      result.leftOut.push(...leftOut);
      result.waiting.push(...waiting.map(nameOf));
      if (isRight || isWritten) result.hosts.push(host);
      else if (answer !== undefined) result.problems.push(refusedRoutes(found, answer));
      if (isWritten) result.written.push(nameOf(found));
      return;
    }
    if (performance.now() > end) {
      throw new Error(`VirtualService ${nameOf(first)} is changed by others all the time`);
    }
    // Somebody else was faster. Several that wait equally long would meet again.
    await setTimeout(Math.random() * pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    found = await readAgain(kubeConfig, first);
    lying = await readRoutes(kubeConfig, result.problems);
  }
}

/** What a VirtualService is to have. */
interface Composed {
  /** Full name of the host. */
  host: string;
  /** Whether it is a team's own, which was taken over. */
  isTeams: boolean;
  /** Undefined if its routes cannot be composed. */
  content?: RouteContent;
  waiting: AnnotatedObject[];
  leftOut: LeftOut[];
}

/** Returns what a VirtualService is to have, or undefined if nobody says what its entries are added to. */
export function contentFor(
  found: LiveVirtualService,
  lying: LiveRoutes,
  problems: Problem[],
): Composed | undefined {
  const base = baseOf(found, lying, problems);
  if (base === undefined) return undefined;
  const { host } = base.declared;
  const isTeams = isTaken(base);
  const { http, counted, waiting, leftOut, ...live } = composeWithin(base.declared, lying, found);
  problems.push(...live.problems);
  if (http === undefined) return { host, isTeams, waiting, leftOut };
  const content = isTeams
    ? contentOf(base, counted.length === 0 ? undefined : http)
    : { http, annotations: {} };
  return { host, isTeams, content, waiting, leftOut };
}

/** Returns what the entries of a host are added to, or undefined if nobody says so. */
function baseOf(
  virtualService: LiveVirtualService,
  routes: LiveRoutes,
  problems: Problem[],
): TakenOver | { declared: DeclaredHost } | undefined {
  const declared = declaredBy(virtualService, problems);
  if (declared !== undefined) return { declared };
  return mayBeTaken(virtualService) ? takenOver(virtualService, routes, problems) : undefined;
}

function isTaken(base: TakenOver | { declared: DeclaredHost }): base is TakenOver {
  return "before" in base;
}

/** Returns the hosts that annotated objects have entries of. */
function originsOf({ services, destinationRules }: LiveRoutes): string[] {
  return [...services, ...destinationRules].flatMap(
    ({ metadata: { namespace, annotations = {} } }) =>
      annotatedOrigin({ namespace, annotations }) ?? [],
  );
}
