import { readClusterRouting } from "../cluster/readClusterRouting.ts";
import { NO_CLUSTER } from "../emit/routingObjects.ts";
import { type Owner, type Place, planArguments } from "../plan/planArguments.ts";
import type { Plan } from "../plan/planStack.ts";
import type { Substitution } from "../routing/substitution.ts";
import { ofComponent } from "./ofComponent.ts";
import { stackState } from "./running/stackState.ts";

/** What a routing component knows in addition to its part of a stack. */
export interface RoutingContext {
  /** Routes that mocks answer, from `MockService.substitutions`. */
  substitutions?: readonly Substitution[][];
  /**
   * Context of the kubeconfig in which Services are read for what other stacks declare. Without it no cluster is asked.
   */
  kubeContext?: string;
}

/**
 * Plans what a routing component declares. Mistakes in its arguments are thrown at once, before a cluster is asked.
 *
 * @param values a stack that contains only the component
 * @throws {UserError} with every mistake
 */
export function planRouting(
  owner: Owner,
  values: Record<string, unknown>,
  places: readonly Place[],
  { substitutions = [], kubeContext }: RoutingContext,
): Plan | Promise<Plan> {
  const planWith = ({ origins, found } = NO_CLUSTER) =>
    planArguments(owner, values, {
      places,
      cluster: {
        origins,
        found: {
          entries: found.entries,
          substitutions: [...substitutions.flat(), ...found.substitutions],
        },
      },
    });
  const alone = planWith();
  if (kubeContext === undefined) return alone;
  const campaign = { ...alone.campaign, kubeContext };
  return ofComponent(owner.component, owner.stack, async () =>
    readClusterRouting(campaign, process.cwd(), await stackState()),
  ).then(planWith);
}
