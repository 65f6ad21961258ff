import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { KubeConfig } from "@kubernetes/client-node";
import { largeObject } from "../../emit/delays/meshLimits.ts";
import { distinct, type Problem } from "../../problem.ts";
import { type AnnotatedObject, composeLive, type LiveHost } from "../../routing/composeLive.ts";
import { type DeclaredHost, servicesOfHost } from "../../routing/declaredHost.ts";
import { shortName } from "../../routing/serviceHost.ts";
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
import { uncomposed } from "./uncomposed.ts";

/** What became of some hosts. */
export interface ComposedHosts {
  /** Full names of the hosts whose VirtualServices have all entries now. */
  hosts: string[];
  /** The VirtualServices that were changed: `shop/payments-router`. */
  written: string[];
  /** Entries that are left out, and hosts that are not touched, each with its reason. */
  problems: Problem[];
}

/** The longest pause between two attempts, in milliseconds. */
const PAUSE = 100;

/**
 * Composes hosts anew from what lies in the cluster, and writes those whose routes differ: whoever has added or removed
 * an entry calls it. Hosts whose base leads to one of these Services are composed too. A VirtualService without the
 * annotation of a stack stays as it is.
 *
 * @param hosts full names of the Services whose entries have changed
 * @throws {Error} when the cluster cannot be asked, refuses a list, or the host changes all the time
 */
export async function composeHosts(
  kubeConfig: KubeConfig,
  hosts: readonly string[],
): Promise<ComposedHosts> {
  const problems: Problem[] = [];
  const all = await listObjects<LiveVirtualService>(kubeConfig, VIRTUAL_SERVICES, problems);
  if (all === undefined) return { hosts: [], written: [], problems };
  const composed = new Set<string>();
  const written: string[] = [];
  for (const one of all) {
    const declared = declaredBy(one, []);
    if (declared === undefined) continue;
    const services = servicesOfHost(declared);
    if (!hosts.some((host) => services.has(host))) continue;
    const result = await composeOne(kubeConfig, one.metadata);
    problems.push(...result.problems);
    if (result.http === undefined) continue;
    composed.add(declared.host);
    if (result.written) written.push(nameOf(one));
  }
  for (const host of new Set(hosts)) problems.push(...uncomposed(host, all));
  return { hosts: [...composed], written, problems: distinct(problems) };
}

/**
 * Reads the VirtualService first and then what counts for it, and writes only what is based on this reading: an entry that
 * the lists do not have yet was made after the reading, and its maker's own attempt comes after this one.
 */
async function composeOne(
  kubeConfig: KubeConfig,
  { name, namespace }: AnnotatedObject["metadata"],
): Promise<Omit<LiveHost, "counted"> & { written: boolean }> {
  const path = `${pathOf({ ...VIRTUAL_SERVICES, namespace })}/${name}`;
  const end = performance.now() + PATIENCE;
  do {
    const { status, text } = await getPath(kubeConfig, path);
    if (status !== 200 && status !== 404) {
      throw new Error(`VirtualService ${namespace}/${name} was answered with status ${status}`);
    }
    const problems: Problem[] = [];
    const live: LiveVirtualService | undefined = status === 404 ? undefined : JSON.parse(text);
    const declared = live && declaredBy(live, problems);
    if (live === undefined || declared === undefined) return { problems, written: false };
    const result = await readLive(kubeConfig, declared, problems);
    if (result?.http === undefined) {
      return { problems: [...problems, ...(result?.problems ?? [])], written: false };
    }
    const { http } = result;
    if (isDeepStrictEqual(http, live.spec?.http)) return { ...result, written: false };
    const { resourceVersion } = live.metadata;
    const change = { metadata: { resourceVersion }, spec: { http } };
    const answer = await patchPath(kubeConfig, `${path}?fieldManager=${FIELD_MANAGER}`, change);
    if (answer.status === 200) return { ...result, written: true };
    if (answer.status !== 409) {
      return { problems: [...result.problems, refused(live, answer)], written: false };
    }
    // Somebody else was faster. Several that wait equally long would meet again.
    await setTimeout(Math.random() * PAUSE);
  } while (performance.now() < end);
  throw new Error(`VirtualService ${namespace}/${name} is changed by others all the time`);
}

/** Returns the host as the cluster has it now, or undefined if something may not be read. */
export async function readLive(
  kubeConfig: KubeConfig,
  declared: DeclaredHost,
  problems: Problem[],
): Promise<LiveHost | undefined> {
  const [services, destinationRules] = await Promise.all([
    listObjects<AnnotatedObject>(kubeConfig, { group: "", resource: "services" }, problems),
    listObjects<AnnotatedObject>(
      kubeConfig,
      { group: VIRTUAL_SERVICES.group, resource: "destinationrules" },
      problems,
    ),
  ]);
  if (services === undefined || destinationRules === undefined) return undefined;
  const live = composeLive(declared, { services, destinationRules });
  const large = largeObject({
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    spec: { hosts: [declared.host], http: live.http ?? [] },
  });
  if (large.length === 0) return live;
  const where = declared.where ?? shortName(declared.host);
  return { counted: [], problems: [...live.problems, ...large.map((what) => ({ where, what }))] };
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
