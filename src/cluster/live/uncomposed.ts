import { MANAGED_BY } from "../../emit/common/labels.ts";
import { ownerName, ownerOf } from "../../emit/common/stackOwner.ts";
import type { Problem } from "../../problem.ts";
import { ROUTE_DECLARED } from "../../routing/declaredHost.ts";
import { shortName } from "../../routing/serviceHost.ts";
import { hostsOf } from "../foreignVirtualServices.ts";
import { isInMesh, type LiveVirtualService } from "./liveVirtualService.ts";
import { mayBeTaken, TAKE_OVER } from "./takenOver.ts";

/** Returns why nothing is composed for a host: nobody routes it, or somebody whose VirtualService is not touched. */
export function uncomposed(host: string, all: readonly LiveVirtualService[]): Problem[] {
  const own = routing(host, all);
  if (own.some(isComposed)) return [];
  const name = shortName(host);
  if (own.length === 0) {
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
