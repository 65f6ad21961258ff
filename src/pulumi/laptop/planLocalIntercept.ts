import * as pulumi from "@pulumi/pulumi";
import type { LaptopConfig } from "../../campaign/routingConfig.ts";
import type { StandingAgent } from "../../emit/laptop/standingAgent.ts";
import { agentBundle } from "../../laptop/agent/bundle.ts";
import { planArguments } from "../../plan/planArguments.ts";
import { shortName } from "../../routing/serviceHost.ts";
import { type Outputs, takeOutputs } from "../outputs.ts";
import { planOf } from "../planned.ts";
import { refusedOutputs, withProblems } from "../withProblems.ts";

/** The arguments of `LocalIntercept` that may be Outputs. */
export const LAPTOP_OUTPUTS = ["image"];

/** What a `LocalIntercept` declares. */
export interface PlannedLaptop {
  config: LaptopConfig;
  agent: StandingAgent;
}

/**
 * Plans a `LocalIntercept` from its arguments, or returns the plan that was attached to them.
 *
 * @throws {UserError} with every mistake in the arguments
 */
export function planLocalIntercept(
  name: string,
  args: object,
): PlannedLaptop & { outputs: Outputs } {
  const planned = planOf<PlannedLaptop>(args);
  if (planned !== undefined) return { ...planned, outputs: {} };
  const taken = takeOutputs(args);
  const { header, ...laptop }: { header?: string; [argument: string]: unknown } = taken.plain;
  const owner = { component: `LocalIntercept "${name}"`, stack: pulumi.getStack() };
  const refused = refusedOutputs(owner.component, taken, LAPTOP_OUTPUTS);
  const router = { hosts: [], ...(header !== undefined && { header }) };
  const { routing } = withProblems(refused, () =>
    planArguments(
      owner,
      { laptops: [laptop], router },
      {
        places: [
          ["laptops[0]", ""],
          ["router", ""],
        ],
        agentProgram: agentBundle,
      },
    ),
  );
  const [known] = routing.laptops;
  if (known === undefined) throw new Error("a laptop without problems is planned");
  return { ...known, outputs: taken.outputs };
}

/** Returns where requests with the laptop's key go, as `ServiceRouter` takes it. */
export function entryArgs({ entry: { origin, key, destination } }: StandingAgent) {
  return { host: shortName(origin), key, to: shortName(destination.host) };
}
