import type { KubeConfig } from "@kubernetes/client-node";
import { ownerOf, type StackState, stackLabel } from "../emit/common/stackOwner.ts";
import type { Routes } from "../emit/routes/hostRoutings.ts";
import type { Problem } from "../problem.ts";
import { annotatedOrigin, readAnnotations, STACK_LABEL } from "../routing/annotations.ts";
import { type AnnotatedObject, isLeaving } from "../routing/composeLive.ts";
import { destinationProblems } from "../routing/destinations.ts";
import type { Entry } from "../routing/entry.ts";
import { listObjects } from "./listObjects.ts";
import { holderOf } from "./ownership.ts";

/** The stack's own hosts and entries. */
export interface OwnRoutes {
  /** The stack that asks. */
  state: StackState;
  hosts: readonly string[];
  entries: readonly Entry[];
}

/**
 * Reads the entries and substitutions that annotated Services and DestinationRules declare, in all namespaces. Those that
 * are being deleted are skipped, and so are the stack's own: it knows them from its configuration. Invalid annotations add
 * problems, and so do entries that no sidecar can follow, unless they are for a host that this stack does not route.
 */
export async function readRouteEntries(
  kubeConfig: KubeConfig,
  { state, hosts, entries: own }: OwnRoutes,
  problems: Problem[],
): Promise<Routes> {
  const list = (group: string, resource: string) =>
    listObjects<AnnotatedObject>(kubeConfig, { group, resource }, problems);
  const [services = [], rules = []] = await Promise.all([
    list("", "services"),
    list("networking.istio.io", "destinationrules"),
  ]);
  const declared = [...services, ...rules]
    .filter((object) => !isLeaving(object) && !isOwn(object.metadata, state))
    .flatMap(({ metadata: { name, namespace, annotations = {} } }) => {
      const wrong: Problem[] = [];
      const route = readAnnotations({ name, namespace, annotations }, wrong);
      const origin = annotatedOrigin({ namespace, annotations });
      if (origin === undefined || hosts.includes(origin)) problems.push(...wrong);
      return route ?? [];
    });
  const entries = declared.filter((route) => "destination" in route);
  const followed = [...own, ...entries].filter(({ origin }) => hosts.includes(origin));
  problems.push(...destinationProblems(followed, services));
  return {
    entries,
    substitutions: declared.filter((route) => "routes" in route),
  };
}

/** Objects of an earlier version have the stack's name alone. */
function isOwn(metadata: AnnotatedObject["metadata"], state: StackState): boolean {
  return ownerOf(metadata) === undefined
    ? metadata.labels?.[STACK_LABEL] === stackLabel(state.owner.stack)
    : typeof holderOf(metadata, state) === "string";
}
