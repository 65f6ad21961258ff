import type { LiveVirtualService } from "./liveVirtualService.ts";

/** A VirtualService whose routes Istio uses in place of another's. */
export interface Preferred<T> {
  virtualService: T;
  /** The namespaces whose requests it takes; undefined if the other one has none left. */
  callers?: string[];
}

/**
 * Returns those VirtualServices of a host that Istio prefers to one of them. In the mesh it merges none: it takes one that
 * only some namespaces may use before one for all, and else the older one, by name if both were made in the same second.
 * (At a gateway it merges all of a host.) One without HTTP routes is passed over.
 * https://github.com/istio/istio/blob/master/pilot/pkg/model/virtualservice.go, `SelectVirtualServices`
 */
export function preferredTo<T extends LiveVirtualService>(
  one: LiveVirtualService,
  ofHost: readonly T[],
): Preferred<T>[] {
  const own = usedIn(one);
  const withRoutes = ofHost.filter(({ spec }) => (spec?.http ?? []).length > 0);
  return withRoutes.flatMap((virtualService): Preferred<T>[] => {
    const callers = usedIn(virtualService);
    const isOlder = orderOf(virtualService) < orderOf(one);
    if (callers === undefined) return own === undefined && isOlder ? [{ virtualService }] : [];
    if (own === undefined) return callers.length === 0 ? [] : [{ virtualService, callers }];
    const both = own.filter((namespace) => callers.includes(namespace));
    if (!isOlder || both.length === 0) return [];
    return [{ virtualService, ...(both.length < own.length && { callers: both }) }];
  });
}

/** Returns the namespaces that may use a VirtualService; undefined if all may. */
function usedIn({ metadata, spec }: LiveVirtualService): string[] | undefined {
  const { exportTo = [] } = spec ?? {};
  if (exportTo.length === 0 || exportTo.includes("*")) return undefined;
  // "~" is nobody.
  return exportTo
    .filter((namespace) => namespace !== "~")
    .map((namespace) => (namespace === "." ? metadata.namespace : namespace));
}

/** Times of creation have whole seconds. */
function orderOf({ metadata: { creationTimestamp = "", name, namespace } }: LiveVirtualService) {
  return [creationTimestamp, name, namespace].join("\0");
}
