import type { KubeConfig } from "@kubernetes/client-node";
import { largeObject } from "../../emit/delays/meshLimits.ts";
import type { Problem } from "../../problem.ts";
import { annotatedOrigin } from "../../routing/annotations.ts";
import {
  type AnnotatedObject,
  composeLive,
  type LiveHost,
  type LiveRoutes,
} from "../../routing/composeLive.ts";
import type { DeclaredHost } from "../../routing/declaredHost.ts";
import { serviceHost, shortName } from "../../routing/serviceHost.ts";
import { listObjects } from "../listObjects.ts";
import { type EndpointSlice, readySlices, SLICES } from "./endpointSlice.ts";
import { type LiveVirtualService, VIRTUAL_SERVICES } from "./liveVirtualService.ts";

/**
 * Reads what counts for hosts, or returns undefined with problems if something may not be read. Whether pods are ready may
 * stay unknown in some namespaces, where Services count as ready.
 *
 * @param warnings gets these namespaces
 * @param isAsked whether a warning about entries of this host is wanted
 */
export async function readRoutes(
  kubeConfig: KubeConfig,
  problems: Problem[],
  warnings: Problem[] = [],
  isAsked: (origin: string) => boolean = () => true,
): Promise<LiveRoutes | undefined> {
  const { group } = VIRTUAL_SERVICES;
  const list = (kind: { group: string; resource: string }) =>
    listObjects<AnnotatedObject>(kubeConfig, kind, problems);
  const [services, destinationRules] = await Promise.all([
    list({ group: "", resource: "services" }),
    list({ group, resource: "destinationrules" }),
  ]);
  if (services === undefined || destinationRules === undefined) return undefined;
  const ready = await readReady(kubeConfig, services, warnings, isAsked);
  return { services, destinationRules, ready };
}

/** Returns the host's routes as they have to be, if Istio takes them. */
export function composeWithin(
  declared: DeclaredHost,
  routes: LiveRoutes,
  { spec }: LiveVirtualService,
): LiveHost {
  const live = composeLive(declared, routes, spec?.http);
  const large = largeObject({
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    spec: { hosts: [declared.host], http: live.http ?? [] },
  });
  if (large.length === 0) return live;
  const where = declared.where ?? shortName(declared.host);
  const problems = [...live.problems, ...large.map((what) => ({ where, what }))];
  return { counted: [], waiting: [], problems, leftOut: live.leftOut };
}

/**
 * Returns the annotated Services that have a pod that is ready, or lie outside of the cluster, or where nobody may list
 * EndpointSlices.
 */
async function readReady(
  kubeConfig: KubeConfig,
  services: readonly AnnotatedObject[],
  warnings: Problem[],
  isAsked: (origin: string) => boolean,
): Promise<Set<string>> {
  const annotated = services.flatMap(({ metadata, spec }) => {
    const { namespace, name, annotations = {} } = metadata;
    const origin = annotatedOrigin({ namespace, annotations });
    return origin === undefined ? [] : [{ namespace, name, origin, type: spec?.type }];
  });
  const unread = new Set<string>();
  const lists = await Promise.all(
    [...new Set(annotated.map(({ namespace }) => namespace))].map(async (namespace) => {
      const refused: Problem[] = [];
      const kind = { ...SLICES, namespace };
      const slices = await listObjects<EndpointSlice>(kubeConfig, kind, refused);
      if (refused.length > 0) unread.add(namespace);
      const isWanted = annotated.some((one) => one.namespace === namespace && isAsked(one.origin));
      if (isWanted) warnings.push(...refused.map(withoutWaiting));
      return slices ?? [];
    }),
  );
  const named = readySlices(lists.flat());
  const ready = annotated.filter(
    ({ namespace, name, type }) =>
      type === "ExternalName" || unread.has(namespace) || named.has(`${namespace}/${name}`),
  );
  return new Set(ready.flatMap(({ namespace, name }) => serviceHost(name, namespace) ?? []));
}

function withoutWaiting({ what, ...rest }: Problem): Problem {
  return { ...rest, what: `${what}, so that routes there do not wait until a pod is ready` };
}
