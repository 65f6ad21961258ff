import * as pulumi from "@pulumi/pulumi";
import { declaredObjects } from "../cluster/declaredObjects.ts";
import type { Plan } from "../plan/planStack.ts";
import { istioObjects } from "../pulumi/istioObject.ts";
import { stackState } from "../pulumi/running/stackState.ts";
import { SETTLE_SECONDS, settle } from "../settle.ts";

/**
 * If the stack has Services or subsets that its plan no longer has, waits until the routes are updated and sidecars have
 * them. Pulumi deletes what a program does not declare only when the program has ended, but then at once: requests that
 * sidecars still send there would get 503. An interrupted update deletes nothing, and the next one waits anew.
 */
export async function settleRoutes(plan: Plan): Promise<void> {
  const { destinations = [] } = await stackState();
  const kept = new Set(plannedDestinations(plan));
  const leaving = destinations.filter((destination) => !kept.has(destination));
  const routes = istioObjects();
  if (pulumi.runtime.isDryRun() || leaving.length === 0 || routes.length === 0) return;
  await new Promise((resolve) => {
    pulumi.all(routes.map(({ id }) => id)).apply(resolve);
  });
  const what = leaving.toSorted().join(", ");
  pulumi.log.info(
    `waits ${SETTLE_SECONDS} s until sidecars have the new routes, before this is deleted: ${what}`,
  );
  await settle();
}

function plannedDestinations({ campaign, mocks, sharedPods, routing }: Plan): string[] {
  return declaredObjects(mocks, { campaign, objects: routing }, sharedPods).map(
    ({ object: { kind, metadata } }) => `${kind} ${metadata?.namespace}/${metadata?.name}`,
  );
}
