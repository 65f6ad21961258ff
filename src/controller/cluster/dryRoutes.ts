import type { KubeConfig } from "@kubernetes/client-node";
import { dryCompose, type RouteChange } from "../../cluster/live/dryCompose.ts";
import type { Problem } from "../../problem.ts";
import type { AnnotatedObject } from "../../routing/composeLive.ts";
import type { Plan } from "../plan.ts";

/** Returns what routes would become by a round, once the pods of new copies are ready. Changes nothing. */
export function dryRoutes(
  kubeConfig: KubeConfig,
  namespaces: readonly string[] | undefined,
  { writes, removals }: Plan,
  problems: Problem[],
): Promise<RouteChange[]> {
  const services = writes
    .flatMap(({ objects }) => objects)
    .filter(({ kind }) => kind === "Service");
  const removed = removals.flatMap(({ copy }) => copy.parts);
  return dryCompose(
    kubeConfig,
    namespaces,
    {
      made: services.map(({ object }) => object as AnnotatedObject),
      removed: new Set(removed.map(({ namespace, name }) => `${namespace}/${name}`)),
    },
    problems,
  );
}
