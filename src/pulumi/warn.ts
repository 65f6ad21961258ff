import * as pulumi from "@pulumi/pulumi";
import { formatProblem, type Problem } from "../problem.ts";

/** Logs warnings at the component that they are about. */
export function warn(problems: readonly Problem[], component: pulumi.Resource): void {
  for (const problem of problems) pulumi.log.warn(formatProblem(problem), component);
}
