import * as pulumi from "@pulumi/pulumi";
import { formatProblem, type Problem } from "../problem.ts";

/** Tells the user what works, but should be known; beside the component that it is about. */
export function warn(problems: readonly Problem[], component: pulumi.Resource): void {
  for (const problem of problems) pulumi.log.warn(formatProblem(problem), component);
}
