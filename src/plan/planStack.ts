import type { Campaign } from "../campaign/campaign.ts";
import { sharedPods } from "../campaign/mockPods.ts";
import { withLines } from "../config/lines.ts";
import { type PlannedController, planController } from "../emit/controller/controllerObjects.ts";
import { loadTestObjects, type PlannedLoadTest } from "../emit/loadtest/loadTestObjects.ts";
import { mockObjects, type PlannedMock } from "../emit/mock/mockObjects.ts";
import { type PlannedPods, podObjects } from "../emit/mock/podObjects.ts";
import {
  type ClusterRouting,
  NO_CLUSTER,
  type RoutingObjects,
  routingObjects,
} from "../emit/routingObjects.ts";
import { distinct, type Problem, UserError } from "../problem.ts";
import type { LoadedStack } from "./loadStack.ts";
import { mockContext, podContext } from "./mockContext.ts";

/** Everything that a stack means. What is declared, served, rendered and checked comes from here. */
export interface Plan {
  /** Includes the team's own routes from files. */
  campaign: Campaign;
  mocks: PlannedMock[];
  /** Pods that several of the mocks share. */
  sharedPods: PlannedPods[];
  routing: RoutingObjects;
  loadTests: PlannedLoadTest[];
  controller?: PlannedController;
  /** What works, but the user should know: operations that are left out, delays that are rounded. */
  warnings: Problem[];
  /** Every mistake that can be found without more knowledge, with lines. If there are any, the plan is incomplete. */
  problems: Problem[];
}

/** What the stack's files do not say. */
export interface Known {
  /** Returns the bundled server (`serverBundle`). Without it ConfigMaps are left out, which is enough for checks. */
  engineBundle?: () => string;
  /** What `istio.revision: auto` resolved to, or empty if unknown. */
  revision?: string;
  /** Returns what the pods of load tests run (`loadTestPrograms`). Without it its ConfigMap is left out. */
  loadTestPrograms?: () => { bundle: string; python: Record<string, string> };
  /** Returns what agents for laptops run (`agentBundle`). Without it they run nothing, which is enough for checks. */
  agentProgram?: () => string;
  /** Commit of the project, when it is known. */
  commit?: string;
  /** What only the cluster knows: the objects that previews are copied from, and what other stacks declare. */
  cluster?: ClusterRouting;
}

/**
 * Plans a stack. No other function turns a stack into objects. Pure, except that it reads Prism's documents. Returns
 * all mistakes; only commands and programs throw them.
 */
export function planStack(
  { campaign, root, mocks: loaded, loadTests: loadedTests, problems: wrong, warnings }: LoadedStack,
  known: Known = {},
): Plan {
  const mocks = loaded.map((mock) => ({
    mock,
    objects: mockObjects(mock, mockContext(mock, known)),
  }));
  const pods = sharedPods(loaded).map((group) => podObjects(group, podContext(group, known)));
  const routing = routingObjects(campaign, loaded, known.cluster ?? NO_CLUSTER, known.agentProgram);
  const { revision = "", loadTestPrograms: programs, commit } = known;
  const loadTests = loadedTests.map(({ config, scripts }) =>
    loadTestObjects(config, {
      ...{ stack: campaign.stack, mocks: loaded, scripts, revision },
      ...(programs && { programs }),
      ...(commit !== undefined && { commit }),
    }),
  );
  // A mistake in a service may be found for its mock and for a host that it answers for.
  const inStack = (problems: Problem[]) => withLines(distinct(problems), campaign.stack, root);
  return {
    campaign,
    mocks,
    sharedPods: pods,
    routing,
    loadTests,
    ...(campaign.controller && { controller: planController(campaign.controller) }),
    warnings: inStack([
      ...warnings,
      ...loaded.flatMap((mock) => mock.problems),
      ...mocks.flatMap(({ objects }) => objects.warnings),
      ...routing.warnings,
      ...loadTests.flatMap((test) => test.warnings),
    ]),
    problems: inStack([
      ...wrong,
      ...mocks.flatMap(({ objects }) => objects.problems),
      ...pods.flatMap(({ problems }) => problems),
      ...routing.problems,
    ]),
  };
}

/**
 * Returns the plan unchanged.
 *
 * @throws {UserError} with every mistake in it
 */
export function faultless(plan: Plan): Plan {
  if (plan.problems.length > 0) throw new UserError(plan.problems);
  return plan;
}
