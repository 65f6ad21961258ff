import type { IGateway, IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import * as pulumi from "@pulumi/pulumi";
import { NO_CLUSTER } from "../emit/routingObjects.ts";
import { type GatewayArguments, gatewayOfArguments } from "../plan/gatewayOfArguments.ts";
import { planArguments } from "../plan/planArguments.ts";
import type { Problem } from "../problem.ts";
import type { Substitution } from "../routing/substitution.ts";
import { type Outputs, takeOutputs } from "./outputs.ts";
import { planOf } from "./planned.ts";
import { refusedOutputs, withProblems } from "./withProblems.ts";

/** The arguments of `PreviewGateway` that may be any Outputs; entries and substitutions are those of components. */
export const GATEWAY_OUTPUTS = ["create.tlsSecret"];

/** What a `PreviewGateway` declares. */
export interface GatewayPlan {
  /** Undefined if the Gateway exists. */
  gateway?: IGateway;
  /** One for each preview host. */
  virtualServices: IVirtualService[];
  warnings: Problem[];
  outputs: Outputs;
}

/**
 * Plans a `PreviewGateway` from its arguments, or returns the plan that was attached to them.
 *
 * @throws {UserError} with every mistake in the arguments
 */
export function planPreviewGateway(name: string, args: object): GatewayPlan {
  const planned = planOf<Omit<GatewayPlan, "warnings" | "outputs">>(args);
  if (planned !== undefined) return { ...planned, warnings: [], outputs: {} };
  const taken = takeOutputs(withKnownParts(args ?? {}));
  const { plain, outputs } = taken;
  const { substitutions = [], ...said }: GatewayArguments & { substitutions?: Substitution[][] } =
    plain;
  const owner = { component: `PreviewGateway "${name}"`, stack: pulumi.getStack() };
  const refused = refusedOutputs(owner.component, taken, GATEWAY_OUTPUTS);
  const { values, places, problems } = gatewayOfArguments(said, owner.component);
  const found = { ...NO_CLUSTER.found, substitutions: substitutions.flat() };
  const cluster = { ...NO_CLUSTER, found };
  // A separate `RoutingClaims` routes the public hosts; in a stack they require claims.
  const beside = { ...values, claims: { issuer: "another component's" } };
  const { routing, warnings } = withProblems([...refused, ...problems], () =>
    planArguments(owner, beside, { cluster, places }),
  );
  return { virtualServices: [], ...routing.gateway, warnings, outputs };
}

interface Parts {
  entries?: object[];
  substitutions?: object[];
}

/**
 * Replaces entries and substitutions by their plans. The number of hosts depends on the keys, so the keys are needed
 * before the Outputs that contain them are known.
 */
export function withKnownParts<Args extends Parts>(args: Args): Args {
  const known = (parts: object[] | undefined) => parts?.map((part) => planOf<object>(part) ?? part);
  return { ...args, entries: known(args.entries), substitutions: known(args.substitutions) };
}
