import * as pulumi from "@pulumi/pulumi";
import type { ClaimObjects } from "../emit/gateway/claimObjects.ts";
import { type GatewayArguments, gatewayOfArguments } from "../plan/gatewayOfArguments.ts";
import { type Place, planArguments } from "../plan/planArguments.ts";
import type { Problem } from "../problem.ts";
import { type Outputs, takeOutputs } from "./outputs.ts";
import { planOf } from "./planned.ts";
import { GATEWAY_OUTPUTS, withKnownParts } from "./planPreviewGateway.ts";
import { refusedOutputs, withProblems } from "./withProblems.ts";

/** The arguments of `RoutingClaims` that may be Outputs. */
export const CLAIMS_OUTPUTS = [
  "issuer",
  "jwksUri",
  "jwks",
  ...GATEWAY_OUTPUTS.map((path) => `previewHosts.${path}`),
];

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
 * Plans a `RoutingClaims` from its arguments, or returns the plan that was attached to them.
 *
 * @throws {UserError} with every mistake in the arguments
 */
export function planRoutingClaims(name: string, args: object): ClaimsPlan {
  const planned = planOf<ClaimObjects>(args);
  if (planned !== undefined) return { claims: planned, warnings: [], outputs: {} };
  const { previewHosts: given } = (args ?? {}) as { previewHosts?: object };
  const known = given === undefined ? args : { ...args, previewHosts: withKnownParts(given) };
  const taken = takeOutputs(known);
  const { plain, outputs } = taken;
  const { header, previewHosts, ...claims }: Arguments = plain;
  const owner = { component: `RoutingClaims "${name}"`, stack: pulumi.getStack() };
  const gateway =
    previewHosts &&
    gatewayOfArguments(
      { ...(header !== undefined && { header }), ...previewHosts },
      `${owner.component}: previewHosts`,
    );
  const router = { ...(header !== undefined && { header }), hosts: [] };
  const places: Place[] = [
    ["claims", ""],
    ["router", ""],
    ...(gateway?.places ?? []).map(
      ([inStack, path]): Place => [inStack, path === "" ? "previewHosts" : `previewHosts.${path}`],
    ),
  ];
  // A stack takes an empty mapping to be left out.
  const values = { router, ...gateway?.values, claims: { issuer: undefined, ...claims } };
  const refused = refusedOutputs(owner.component, taken, CLAIMS_OUTPUTS);
  const { routing, warnings } = withProblems([...refused, ...(gateway?.problems ?? [])], () =>
    planArguments(owner, values, { places }),
  );
  if (routing.claims === undefined) throw new Error("claims without problems are planned");
  return { claims: routing.claims, warnings, outputs };
}
