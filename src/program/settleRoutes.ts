import * as pulumi from "@pulumi/pulumi";
import { declaredObjects } from "../cluster/declaredObjects.ts";
import type { Plan } from "../plan/planStack.ts";
import { istioObjects } from "../pulumi/istioObject.ts";
import { stackState } from "../pulumi/running/stackState.ts";
import { SETTLE_SECONDS, settle } from "../settle.ts";
import { composeRoutes } from "./composeRoutes.ts";

/**
 * Has all hosts composed of which the stack declares something, when that is in the cluster.
 *
 * If the stack has Services or subsets that its plan no longer has, waits until the routes are updated and sidecars have
 * them. Pulumi deletes what a program does not declare only when the program has ended, but then at once: requests that
 * sidecars still send there would get 503. An interrupted update deletes nothing, and the next one waits anew.
 *
 * @param declared known when the stack's own destinations are there
 */
export async function settleRoutes(
  plan: Plan,
  declared: readonly pulumi.Input<unknown>[],
): Promise<void> {
  if (pulumi.runtime.isDryRun()) return;
  const state = await stackState();
  const planned = plannedDestinations(plan);
  const leaving = (state.destinations ?? []).filter((one) => !planned.includes(one));
  const routes = istioObjects();
  await new Promise((resolve) => {
    pulumi.all([...routes.map(({ id }) => id), ...declared]).apply(resolve);
  });
  const changed = await composeRoutes(plan, state, planned);
  if (leaving.length === 0 || (routes.length === 0 && !changed)) return;
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
