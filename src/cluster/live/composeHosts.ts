import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { KubeConfig } from "@kubernetes/client-node";
import { distinct, type Problem } from "../../problem.ts";
import { annotatedOrigin } from "../../routing/annotations.ts";
import type { LiveRoutes } from "../../routing/composeLive.ts";
import { type DeclaredHost, servicesOfHost } from "../../routing/declaredHost.ts";
import { serviceOf } from "../../routing/serviceHost.ts";
import { listObjects, noRight, pathOf } from "../listObjects.ts";
import { PATIENCE } from "../patience.ts";
import { getPath, patchPath } from "../request.ts";
import { FIELD_MANAGER } from "./fieldManager.ts";
import {
  declaredBy,
  type LiveVirtualService,
  nameOf,
  VIRTUAL_SERVICES,
} from "./liveVirtualService.ts";
import { composeWithin, readRoutes } from "./readRoutes.ts";
import { uncomposed } from "./uncomposed.ts";

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
  /** Hosts with entries that nobody routes, or somebody whose VirtualService stays as it is. */
  untouched: Problem[];
}

/** The longest pause between two attempts, in milliseconds. */
const PAUSE = 100;

/**
 * Composes hosts anew from what lies in the cluster, and writes those whose routes differ: whoever has added or removed
 * an entry calls it. Hosts whose base leads to one of these Services are composed too. A VirtualService without the
 * annotation of a stack stays as it is.
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
  );
}

async function composeThose(
  kubeConfig: KubeConfig,
  isMeant: (declared: DeclaredHost) => boolean,
  hostsOf: (routes: LiveRoutes) => readonly string[],
): Promise<ComposedHosts> {
  const result: ComposedHosts = {
    ...{ hosts: [], written: [], waiting: [] },
    ...{ problems: [], untouched: [] },
  };
  const all = await listObjects<LiveVirtualService>(kubeConfig, VIRTUAL_SERVICES, result.problems);
  const routes = await readRoutes(kubeConfig, result.problems);
  if (all === undefined || routes === undefined) return result;
  for (const one of all) {
    const declared = declaredBy(one, []);
    if (declared !== undefined && isMeant(declared)) {
      await composeOne(kubeConfig, one, routes, result);
    }
  }
  for (const host of new Set(hostsOf(routes))) result.untouched.push(...uncomposed(host, all));
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
  const { namespace, name } = first.metadata;
  const path = `${pathOf({ ...VIRTUAL_SERVICES, namespace })}/${name}`;
  const end = performance.now() + PATIENCE;
  let [found, lying]: [LiveVirtualService | undefined, LiveRoutes | undefined] = [first, routes];
  while (found !== undefined && lying !== undefined) {
    const declared = declaredBy(found, result.problems);
    if (declared === undefined) return;
    const { http, waiting, problems } = composeWithin(declared, lying, found);
    if (http === undefined) {
      result.problems.push(...problems);
      return;
    }
    const { resourceVersion } = found.metadata;
    const change = { metadata: { resourceVersion }, spec: { http } };
    const isRight = isDeepStrictEqual(http, found.spec?.http);
    const answer = isRight
      ? undefined
      : await patchPath(kubeConfig, `${path}?fieldManager=${FIELD_MANAGER}`, change);
    if (answer?.status !== 409) {
      const isWritten = answer?.status === 200;
      result.problems.push(...problems);
      result.waiting.push(...waiting.map(nameOf));
      if (isRight || isWritten) result.hosts.push(declared.host);
      else if (answer !== undefined) result.problems.push(refused(found, answer));
      if (isWritten) result.written.push(nameOf(found));
      return;
    }
    if (performance.now() > end) {
      throw new Error(`VirtualService ${namespace}/${name} is changed by others all the time`);
    }
    // Somebody else was faster. Several that wait equally long would meet again.
    await setTimeout(Math.random() * PAUSE);
    found = await readOne(kubeConfig, path);
    lying = await readRoutes(kubeConfig, result.problems);
  }
}

/** Returns the hosts that annotated objects have entries of. */
function originsOf({ services, destinationRules }: LiveRoutes): string[] {
  return [...services, ...destinationRules].flatMap(
    ({ metadata: { namespace, annotations = {} } }) =>
      annotatedOrigin({ namespace, annotations }) ?? [],
  );
}

async function readOne(
  kubeConfig: KubeConfig,
  path: string,
): Promise<LiveVirtualService | undefined> {
  const { status, text } = await getPath(kubeConfig, path);
  if (status === 404) return undefined;
  if (status !== 200) throw new Error(`${path} was answered with status ${status}`);
  return JSON.parse(text);
}

function refused(
  { metadata }: LiveVirtualService,
  { status, text }: { status: number; text: string },
): Problem {
  const { name, namespace } = metadata;
  if (status === 401 || status === 403) return noRight("patch", { ...VIRTUAL_SERVICES, namespace });
  const what = `the cluster refuses its routes with status ${status}: ${messageIn(text)}`;
  return { where: `VirtualService ${namespace}/${name}`, what };
}

/** Returns the message of a Kubernetes Status, or the text itself. */
function messageIn(text: string): string {
  try {
    return String(JSON.parse(text).message);
  } catch {
    return text;
  }
}
