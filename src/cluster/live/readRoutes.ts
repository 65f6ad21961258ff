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
 * stay unknown: that is a warning.
 */
export async function readRoutes(
  kubeConfig: KubeConfig,
  problems: Problem[],
  warnings: Problem[] = [],
): Promise<LiveRoutes | undefined> {
  const { group } = VIRTUAL_SERVICES;
  const list = (kind: { group: string; resource: string }) =>
    listObjects<AnnotatedObject>(kubeConfig, kind, problems);
  const [services, destinationRules] = await Promise.all([
    list({ group: "", resource: "services" }),
    list({ group, resource: "destinationrules" }),
  ]);
  if (services === undefined || destinationRules === undefined) return undefined;
  const ready = await readReady(kubeConfig, services, warnings);
  return { services, destinationRules, ...(ready && { ready }) };
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
  return { counted: [], waiting: [], problems };
}

/**
 * Returns the annotated Services that have a pod that is ready, or lie outside of the cluster. Whoever may not list
 * EndpointSlices gets undefined.
 */
async function readReady(
  kubeConfig: KubeConfig,
  services: readonly AnnotatedObject[],
  warnings: Problem[],
): Promise<Set<string> | undefined> {
  const annotated = services.filter(
    ({ metadata: { namespace, annotations = {} } }) =>
      annotatedOrigin({ namespace, annotations }) !== undefined,
  );
  const namespaces = new Set(annotated.map(({ metadata }) => metadata.namespace));
  const unread: Problem[] = [];
  const lists = await Promise.all(
    [...namespaces].map((namespace) =>
      listObjects<EndpointSlice>(kubeConfig, { ...SLICES, namespace }, unread),
    ),
  );
  warnings.push(
    ...unread.map(({ what, ...rest }) => ({
      ...rest,
      what: `${what}, so that routes there do not wait until a pod is ready`,
    })),
  );
  if (unread.length > 0) return undefined;
  const named = readySlices(lists.flatMap((list) => list ?? []));
  const ready = annotated.filter(
    ({ metadata: { namespace, name }, spec }) =>
      spec?.type === "ExternalName" || named.has(`${namespace}/${name}`),
  );
  return new Set(
    ready.flatMap(({ metadata: { namespace, name } }) => serviceHost(name, namespace) ?? []),
  );
}
