import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { Owner } from "../plan/planArguments.ts";
import type { Plan } from "../plan/planStack.ts";
import { type RouteArguments, routerOfArguments } from "../plan/routerOfArguments.ts";
import type { Problem } from "../problem.ts";
import { planRouting, type RoutingContext } from "./planRouting.ts";
import { whenKnown } from "./whenKnown.ts";

/** What a `ServiceRouter` declares. */
export interface RouterPlan {
  virtualService: IVirtualService;
  warnings: Problem[];
}

interface Arguments extends RouteArguments, RoutingContext {
  host?: unknown;
  base?: unknown;
  baseFile?: unknown;
}

/** Plans a `ServiceRouter` from its arguments. */
export function planRouter(owner: Owner, args: object): pulumi.Output<RouterPlan> {
  return whenKnown(args, ({ host, base, baseFile, header, entries, ...context }: Arguments) => {
    const routes = base ?? baseFile;
    const own = { host, ...(routes !== undefined && { base: routes }) };
    const { router, places } = routerOfArguments({ header, ...(entries && { entries }) }, own);
    const plan = planRouting(owner, { router }, places, context);
    return plan instanceof Promise ? plan.then(routerOf) : routerOf(plan);
  });
}

function routerOf({ routing, warnings }: Plan): RouterPlan {
  const [first] = routing.routers;
  if (first === undefined) throw new Error("a host without problems has a router");
  return { virtualService: first.virtualService, warnings };
}
