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
import { isInMesh, type LiveVirtualService } from "./liveVirtualService.ts";
import { mayBeTaken, TAKE_OVER } from "./takenOver.ts";

/**
 * Returns why nothing is composed for a host: nobody routes it, or somebody whose VirtualService is not touched, or there is
 * no such Service.
 *
 * @param services all of the cluster; without them the host's Service is taken to be there
 */
export function uncomposed(
  host: string,
  all: readonly LiveVirtualService[],
  services?: readonly AnnotatedObject[],
): Problem[] {
  const own = routing(host, all);
  if (own.some(isComposed)) return [];
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
  return all.filter((one) => {
    const { metadata, spec } = one;
    const hosts = hostsOf({ hosts: spec?.hosts ?? [], namespace: metadata.namespace });
    return isInMesh(one) && hosts.includes(host);
  });
}
