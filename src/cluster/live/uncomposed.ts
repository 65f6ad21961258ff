import { MANAGED_BY } from "../../emit/common/labels.ts";
import { ownerName, ownerOf } from "../../emit/common/stackOwner.ts";
import { didYouMean, type Problem } from "../../problem.ts";
import { annotatedOrigin, namesOrigin, readAnnotations } from "../../routing/annotations.ts";
import {
  type AnnotatedObject,
  isLeaving,
  type LeftOut,
  type LiveRoutes,
} from "../../routing/composeLive.ts";
import { ROUTE_DECLARED } from "../../routing/declaredHost.ts";
import { shortName } from "../../routing/serviceHost.ts";
import { hostsOf } from "../foreignVirtualServices.ts";
import { isInMesh, type LiveVirtualService, nameOf } from "./liveVirtualService.ts";
import { preferredTo } from "./preferred.ts";
import { mayBeTaken, TAKE_OVER } from "./takenOver.ts";

/**
 * Returns why keys of a host have no routes: nobody routes it, or somebody whose VirtualService is not touched, or there is
 * no such Service; or Istio uses somebody's VirtualService in place of the composed one.
 *
 * @param services all of the cluster; without them the host's Service is taken to be there
 */
export function uncomposed(
  host: string,
  all: readonly LiveVirtualService[],
  services?: readonly AnnotatedObject[],
): Problem[] {
  const own = routing(host, all);
  if (own.some(isComposed)) return overruling(host, own);
  const name = shortName(host);
  if (own.length === 0) {
    const names = services?.map(({ metadata }) => `${metadata.name}.${metadata.namespace}`);
    if (names?.includes(name) === false) {
      const near = didYouMean(name, names);
      const what = "there is no such Service, so that nothing can be routed to those that name it";
      return [{ where: name, what, fix: near ?? "Make it, or correct their annotations." }];
    }
    return [
      {
        where: name,
        what: "no stack routes it, so all requests reach the Service itself",
        fix: `Add ${name} to understudy:router of a stack that all share.`,
      },
    ];
  }
  return own.map(({ metadata }) => {
    const where = `VirtualService ${metadata.namespace}/${metadata.name}`;
    const owner = ownerOf(metadata);
    if (owner !== undefined || metadata.labels?.[MANAGED_BY] === "understudy") {
      const stack = owner === undefined ? "its stack" : `the stack ${ownerName(owner)}`;
      return {
        where,
        what: `stays as it is: it does not say what is declared for ${name}, as it was applied from files, by a program of one's own, or by an earlier version`,
        fix: `Update ${stack}, or render and apply it again: it then has all entries.`,
      };
    }
    return {
      where,
      what: `stays as it is: it routes ${name}, and is nobody's stack`,
      fix: `Annotate it with ${TAKE_OVER}: "true", so that keys are added to its routes while there are some; or move its http routes to the base of ${name} in understudy:router of a stack, and remove it.`,
    };
  });
}

/** Returns a problem for each VirtualService of a host that Istio uses in place of the composed one. */
function overruling(host: string, ofHost: readonly LiveVirtualService[]): Problem[] {
  const composed = ofHost.filter(isComposed);
  const used = composed.find((one) => instead(one, composed).length === 0);
  if (used === undefined) return [];
  const name = shortName(host);
  const owner = ownerOf(used.metadata);
  const place =
    owner === undefined
      ? `VirtualService ${nameOf(used)}`
      : `the base of ${name} in understudy:router of the stack ${ownerName(owner)}`;
  return instead(used, ofHost).map((one) => ({
    where: `VirtualService ${nameOf(one)}`,
    what: `routes ${name} too and is older than ${nameOf(used)}, so that Istio uses it alone, and requests with keys are answered like all others`,
    fix: `Move its http routes to ${place}, and remove it.`,
  }));
}

/** Returns those VirtualServices that Istio uses for no caller, because it prefers another one of the host. */
export function overruled<T extends LiveVirtualService>(all: readonly T[]): Set<T> {
  const byHost = new Map<string, T[]>();
  for (const one of all.filter(isInMesh)) {
    for (const host of hostsIn(one)) byHost.set(host, [...(byHost.get(host) ?? []), one]);
  }
  return new Set(
    [...byHost.values()].flatMap((ofHost) =>
      ofHost.filter((one) => instead(one, ofHost).length > 0),
    ),
  );
}

function instead(one: LiveVirtualService, ofHost: readonly LiveVirtualService[]) {
  return preferredTo(one, ofHost)
    .filter(({ callers }) => callers === undefined)
    .map(({ virtualService }) => virtualService);
}

/** Returns the Services that have entries, by the full names of their hosts. */
export function askingByHost({ services }: LiveRoutes): Map<string | undefined, AnnotatedObject[]> {
  return Map.groupBy(
    services.filter((one) => !isLeaving(one)),
    ({ metadata: { namespace, annotations = {} } }) => annotatedOrigin({ namespace, annotations }),
  );
}

/** Returns the Services of some namespaces whose annotation of the origin names no Service, so that no host has them. */
export function namesNoService(
  { services }: LiveRoutes,
  isLookedAt: (namespace: string) => boolean,
): LeftOut[] {
  return services.flatMap((service): LeftOut[] => {
    const { name, namespace, annotations = {} } = service.metadata;
    const names = annotatedOrigin({ namespace, annotations }) !== undefined;
    if (!namesOrigin(annotations) || names || isLeaving(service) || !isLookedAt(namespace))
      return [];
    const problems: Problem[] = [];
    readAnnotations({ name, namespace, annotations }, problems);
    return problems.map((problem) => ({ service, problem }));
  });
}

/** Returns whether the keys of a host are composed into a VirtualService. */
export function isComposed(virtualService: LiveVirtualService): boolean {
  const { annotations } = virtualService.metadata;
  return annotations?.[ROUTE_DECLARED] !== undefined || mayBeTaken(virtualService);
}

/** Returns the VirtualServices that route a host in the mesh. */
export function routing<T extends LiveVirtualService>(host: string, all: readonly T[]): T[] {
  return all.filter((one) => isInMesh(one) && hostsIn(one).includes(host));
}

function hostsIn({ metadata, spec }: LiveVirtualService): string[] {
  return hostsOf({ hosts: spec?.hosts ?? [], namespace: metadata.namespace });
}
