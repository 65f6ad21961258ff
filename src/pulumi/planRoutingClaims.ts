import * as pulumi from "@pulumi/pulumi";
import type { ClaimObjects } from "../emit/gateway/claimObjects.ts";
import { type GatewayArguments, gatewayOfArguments } from "../plan/gatewayOfArguments.ts";
import { type Place, planArguments } from "../plan/planArguments.ts";
import type { Problem } from "../problem.ts";
import { type Outputs, takeOutputs } from "./outputs.ts";
import { planOf } from "./planned.ts";
import { withKnownParts } from "./planPreviewGateway.ts";

/** What a `RoutingClaims` declares. */
export interface ClaimsPlan {
  claims: ClaimObjects;
  warnings: Problem[];
  outputs: Outputs;
}

interface Arguments {
  header?: unknown;
  previewHosts?: GatewayArguments;
  [argument: string]: unknown;
}

/**
 * Plans a `RoutingClaims` from its arguments, or takes the plan that they were given.
 * @throws {UserError} with every mistake in the arguments
 */
export function planRoutingClaims(name: string, args: object): ClaimsPlan {
  const planned = planOf<ClaimObjects>(args);
  if (planned !== undefined) return { claims: planned, warnings: [], outputs: {} };
  const { previewHosts: given } = args as { previewHosts?: object };
  const known = given === undefined ? args : { ...args, previewHosts: withKnownParts(given) };
  const { plain, outputs } = takeOutputs(known);
  const { header, previewHosts, ...claims }: Arguments = plain;
  const owner = { component: `RoutingClaims "${name}"`, stack: pulumi.getStack() };
  const gateway =
    previewHosts &&
    gatewayOfArguments({ ...(header !== undefined && { header }), ...previewHosts });
  const router = { ...(header !== undefined && { header }), hosts: [] };
  const places: Place[] = [
    ["claims", ""],
    ["router", ""],
    ...(gateway?.places ?? []).map(
      ([inStack, path]): Place => [inStack, path === "" ? "previewHosts" : `previewHosts.${path}`],
    ),
  ];
  const values = { router, ...gateway?.values, claims };
  const { routing, warnings } = planArguments(owner, values, { places });
  if (routing.claims === undefined) throw new Error("claims without problems are planned");
  return { claims: routing.claims, warnings, outputs };
}
