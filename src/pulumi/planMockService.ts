import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { MockPods } from "../campaign/mockPods.ts";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import { substitutionOf } from "../emit/routes/substitutionOf.ts";
import { planMock } from "../plan/planArguments.ts";
import { type Problem, UserError } from "../problem.ts";
import type { Substitution } from "../routing/substitution.ts";
import { serverBundle } from "../server/bundle.ts";
import { type Outputs, takeOutputs } from "./outputs.ts";
import { planOf } from "./planned.ts";
import { refusedOutputs, withProblems } from "./withProblems.ts";

/** A planned mock, and the arguments that are known only later. */
export interface PlannedMockService extends PlannedMock {
  warnings: Problem[];
  outputs: Outputs;
  /** The pods that it shares with other mocks; undefined if it has its own. */
  pods?: MockPods;
  /** The Deployment of these pods. */
  deployment?: kubernetes.apps.v1.Deployment;
  /** The routes that it answers in another service's place; at most one substitution. */
  substitutions: Substitution[];
}

/**
 * Plans a mock from a component's arguments, or returns the plan that was attached to them.
 *
 * @param component the component's class, for problems
 * @throws {UserError} with every mistake in the arguments and in the document
 */
export function planMockService(component: string, name: string, args: object): PlannedMockService {
  const known = planOf<PlannedMock & Partial<PlannedMockService>>(args);
  const planned = known ?? fromArguments(component, name, args);
  const { mock, objects } = planned;
  const substitution = substitutionOf(mock);
  return {
    warnings: [...mock.problems, ...objects.warnings],
    outputs: {},
    substitutions: substitution === undefined ? [] : [substitution],
    ...planned,
  };
}

/** The arguments of `MockService` and `MockImage` that may be Outputs, beside `labels`. */
export const MOCK_OUTPUTS = [
  "namespace",
  "image",
  "registry.url",
  "registry.username",
  "registry.password",
  "expose.host",
];

function fromArguments(component: string, name: string, args: object) {
  const { labels: _, ...said }: { labels?: unknown } = args ?? {};
  const taken = takeOutputs(said);
  const owner = { component: `${component} "${name}"`, stack: pulumi.getStack() };
  const refused = refusedOutputs(owner.component, taken, MOCK_OUTPUTS);
  const plan = () => {
    const planned = planMock(owner, { name, ...taken.plain }, serverBundle);
    if (planned.mock.config.pods === "shared") throw new UserError([onlyInStacks(owner)]);
    return planned;
  };
  return { ...withProblems(refused, plan), outputs: taken.outputs };
}

/** A program declares its mocks one after the other, and what a Deployment serves must be known when it is declared. */
function onlyInStacks({ component }: { component: string }): Problem {
  return {
    where: `${component}: pods`,
    what: 'expected "own", received "shared"',
    fix: "Only a stack knows all mocks of a namespace before it declares their pods.",
  };
}
