import * as pulumi from "@pulumi/pulumi";
import { takeOutputs } from "./outputs.ts";

/**
 * Plans at once from arguments without Outputs, so that mistakes are found before anything is declared. Otherwise plans
 * as soon as all values are known.
 *
 * @param plan takes the arguments as plain data; may have to wait for a cluster
 */
export function whenKnown<Plan>(
  args: object,
  plan: (plain: Record<string, never>) => Plan | Promise<Plan>,
): pulumi.Output<Plan> {
  const { plain, outputs } = takeOutputs(args);
  const known = Object.keys(outputs).length === 0;
  const later = known
    ? pulumi.output(plan(Object(plain)))
    : pulumi.output(args).apply((values) => plan(Object(takeOutputs(values).plain)));
  return later as pulumi.Output<Plan>;
}
