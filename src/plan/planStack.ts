import type { Campaign } from "../campaign/campaign.ts";
import { withLines } from "../config/lines.ts";
import { mockObjects, type PlannedMock } from "../emit/mock/mockObjects.ts";
import {
  type ClusterRouting,
  NO_CLUSTER,
  type RoutingObjects,
  routingObjects,
} from "../emit/routingObjects.ts";
import { distinct, type Problem, UserError } from "../problem.ts";
import type { LoadedStack } from "./loadStack.ts";
import { mockContext } from "./mockContext.ts";

/** Everything that a stack means: what is declared, served, rendered and checked comes from here. */
export interface Plan {
  /** With the team's own routes that its files have. */
  campaign: Campaign;
  mocks: PlannedMock[];
  routing: RoutingObjects;
  /** Things that work, but that the user should know: operations that are left out, delays that are rounded. */
  warnings: Problem[];
  /** Every mistake that can be found without more knowledge, with lines; what is planned is incomplete then. */
  problems: Problem[];
}

/** What the stack's files do not say. */
export interface Known {
  /** The bundled server (`serverBundle`). Without it ConfigMaps have no engine, which is enough for checks. */
  engineBundle?: string;
  /** What `istio.revision: auto` stands for; empty where that is unknown. */
  revision?: string;
  /** What only the cluster knows: what previews are copied from, and what other stacks declare. */
  cluster?: ClusterRouting;
}

/**
 * Plans a stack: the only place where a stack becomes objects. Pure but for Prism's documents, which are read.
 * Mistakes are returned, all of them; only who starts a command or a program throws.
 */
export function planStack(
  { campaign, root, mocks: loaded, problems: wrong, warnings }: LoadedStack,
  known: Known = {},
): Plan {
  const mocks = loaded.map((mock) => ({
    mock,
    objects: mockObjects(mock, mockContext(mock, known)),
  }));
  const routing = routingObjects(campaign, loaded, known.cluster ?? NO_CLUSTER);
  // A mistake in a service may be found for its mock and for a host that it answers for.
  const inStack = (problems: Problem[]) => withLines(distinct(problems), campaign.stack, root);
  return {
    campaign,
    mocks,
    routing,
    warnings: inStack([
      ...warnings,
      ...loaded.flatMap((mock) => mock.problems),
      ...mocks.flatMap(({ objects }) => objects.warnings),
      ...routing.warnings,
    ]),
    problems: inStack([
      ...wrong,
      ...mocks.flatMap(({ objects }) => objects.problems),
      ...routing.problems,
    ]),
  };
}

/**
 * Returns the plan as it is.
 * @throws {UserError} with every mistake in it
 */
export function faultless(plan: Plan): Plan {
  if (plan.problems.length > 0) throw new UserError(plan.problems);
  return plan;
}
