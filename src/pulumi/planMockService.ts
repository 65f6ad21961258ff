import * as pulumi from "@pulumi/pulumi";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import { substitutionOf } from "../emit/routes/substitutionOf.ts";
import { planMock } from "../plan/planArguments.ts";
import type { Problem } from "../problem.ts";
import type { Substitution } from "../routing/substitution.ts";
import { serverBundle } from "../server/bundle.ts";
import { type Outputs, takeOutputs } from "./outputs.ts";
import { planOf } from "./planned.ts";
import { refusedOutputs, withProblems } from "./withProblems.ts";

/** A planned mock, and the arguments that are known only later. */
export interface PlannedMockService extends PlannedMock {
  warnings: Problem[];
  outputs: Outputs;
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
  const plan = () => planMock(owner, { name, ...taken.plain }, serverBundle);
  return { ...withProblems(refused, plan), outputs: taken.outputs };
}
