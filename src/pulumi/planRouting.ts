import { readClusterRouting } from "../cluster/readClusterRouting.ts";
import { NO_CLUSTER } from "../emit/routingObjects.ts";
import { type Owner, type Place, planArguments } from "../plan/planArguments.ts";
import type { Plan } from "../plan/planStack.ts";
import type { Substitution } from "../routing/substitution.ts";
import { ofComponent } from "./ofComponent.ts";

/** What a component of routing knows besides what its part of a stack says. */
export interface RoutingContext {
  /** Routes that mocks answer, as `MockService.substitutions` gives them. */
  substitutions?: readonly Substitution[][];
  /** Context of the kubeconfig whose Services are asked for what other stacks declare; none is asked without it. */
  kubeContext?: string;
}

/**
 * Plans what a component of routing declares. Mistakes in its arguments are thrown at once, before a cluster is asked.
 *
 * @param values the stack whose only part is the component
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
  return ofComponent(owner.component, owner.stack, () =>
    readClusterRouting({ ...alone.campaign, kubeContext }, process.cwd()),
  ).then(planWith);
}
