import type { Pod } from "kubernetes-types/core/v1.d.ts";
import type { LiveVirtualService } from "../cluster/live/liveVirtualService.ts";
import type { FoundObject } from "../cluster/live/withdrawal.ts";
import type { PodWarning } from "../cluster/pods/podTrouble.ts";
import type { Problem } from "../problem.ts";

/** An EndpointSlice, as far as it is read here. */
export interface EndpointSlice {
  metadata: { labels?: Record<string, string> };
  endpoints?: { conditions?: { ready?: boolean }; targetRef?: { name?: string } }[] | null;
}

export type FoundVirtualService = FoundObject & LiveVirtualService;

/** What a list has, or why it may not be read. */
export type Listed<T> = readonly T[] | Problem;

/** What lies in one namespace, beside what a round reads. */
export interface SeenNamespace {
  /** Pods of copies with the key. */
  pods: Listed<Pod>;
  /** Events of pods that are not as they should be, the newest last. */
  warnings: Listed<PodWarning>;
  slices: Listed<EndpointSlice>;
}

/** What lies in the cluster, beside what a round reads. */
export interface Seen {
  namespaces: ReadonlyMap<string, SeenNamespace>;
  virtualServices: Listed<FoundVirtualService>;
}

/** Returns whether a list could be read. */
export function isRead<T>(listed: Listed<T>): listed is readonly T[] {
  return Array.isArray(listed);
}
