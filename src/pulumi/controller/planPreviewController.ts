import * as pulumi from "@pulumi/pulumi";
import type { PlannedController } from "../../emit/controller/controllerObjects.ts";
import { planArguments } from "../../plan/planArguments.ts";
import type { Problem } from "../../problem.ts";
import { type Outputs, takeOutputs } from "../outputs.ts";
import { planOf } from "../planned.ts";
import { refusedOutputs, withProblems } from "../withProblems.ts";

/** The arguments of `PreviewController` that may be Outputs. */
export const CONTROLLER_OUTPUTS = [
  "image",
  "registry.url",
  "registry.username",
  "registry.password",
];

/** What a `PreviewController` declares. */
export interface ControllerPlan extends PlannedController {
  warnings: Problem[];
  outputs: Outputs;
}

/**
 * Plans a `PreviewController` from its arguments, or returns the plan that was attached to them.
 *
 * @throws {UserError} with every mistake in the arguments
 */
export function planPreviewController(name: string, args: object): ControllerPlan {
  const planned = planOf<PlannedController>(args);
  if (planned !== undefined) return { ...planned, warnings: [], outputs: {} };
  const taken = takeOutputs(args);
  const owner = { component: `PreviewController "${name}"`, stack: pulumi.getStack() };
  const refused = refusedOutputs(owner.component, taken, CONTROLLER_OUTPUTS);
  const { controller, warnings } = withProblems(refused, () =>
    planArguments(owner, { controller: taken.plain }, { places: [["controller", ""]] }),
  );
  if (controller === undefined) throw new Error("a controller without problems is planned");
  return { ...controller, warnings, outputs: taken.outputs };
}
