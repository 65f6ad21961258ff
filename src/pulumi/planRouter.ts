import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { RouterObjects } from "../emit/routes/routerVirtualService.ts";
import { bothBases } from "../plan/bothBases.ts";
import type { Owner, Place } from "../plan/planArguments.ts";
import type { Plan } from "../plan/planStack.ts";
import { type RouteArguments, routerOfArguments } from "../plan/routerOfArguments.ts";
import type { Problem } from "../problem.ts";
import { ROUTE_DECLARED } from "../routing/declaredHost.ts";
import { servicesOfRoute } from "../routing/routeServices.ts";
import { serviceHost, shortName } from "../routing/serviceHost.ts";
import { planRouting, type RoutingContext } from "./planRouting.ts";
import { whenKnown } from "./whenKnown.ts";
import { withProblems } from "./withProblems.ts";

/** What a `ServiceRouter` declares. */
export type RouterPlan = RouterObjects;

/** Returns the VirtualService with what its stack declares, from which all who change entries compose its routes. */
export function withDeclared({ virtualService, declared }: RouterPlan): IVirtualService {
  const { metadata } = virtualService;
  const annotations = { ...metadata?.annotations, [ROUTE_DECLARED]: declared };
  return { ...virtualService, metadata: { ...metadata, annotations } };
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
    const ofFile: Place[] = baseFile === undefined ? [] : [["router.hosts[0].base", "baseFile"]];
    const both = bothBases({ base, baseFile }, owner.component);
    const given = { host, ...(entries && { entries }), ...context };
    const { kubeContext, ...known } = context;
    const plan = withProblems(both, () =>
      planRouting(owner, { router }, [...places, ...ofFile], both.length > 0 ? known : context),
    );
    const withWarnings = (known: Plan): RouterPlan =>
      routerOf(known, notRouted(owner.component, given, known));
    return plan instanceof Promise ? plan.then(withWarnings) : withWarnings(plan);
  });
}

/**
 * Returns a warning for each argument that is about another host: the router leaves it out. Entries of Services that its
 * base leads to are used.
 */
function notRouted(
  component: string,
  { host, entries = [], substitutions = [] }: Arguments,
  { campaign }: Plan,
): Problem[] {
  const fullName = (text: unknown) => (typeof text === "string" ? serviceHost(text) : undefined);
  const own = fullName(host);
  const base = campaign.router?.hosts[0]?.base ?? [];
  const used = base.flatMap((route) => servicesOfRoute(route, own ?? ""));
  const hosts = [
    ...entries
      .map(({ host }, i) => ({ path: `entries[${i}]`, host: fullName(host ?? own) }))
      .filter(({ host = "" }) => !used.includes(host)),
    ...substitutions.flatMap((given, i) =>
      [given].flat().map(({ origin }) => ({ path: `substitutions[${i}]`, host: origin })),
    ),
  ];
  return hosts
    .filter((one) => own !== undefined && one.host !== undefined && one.host !== own)
    .map(({ path, host = "" }) => ({
      where: `${component}: ${path}`,
      what: `left out: it is about ${shortName(host)}, and the router about ${shortName(own ?? "")}`,
      fix: `Give it to the ServiceRouter of ${shortName(host)}.`,
    }));
}

function routerOf({ routing, warnings }: Plan, others: Problem[]): RouterPlan {
  const [first] = routing.routers;
  if (first === undefined) throw new Error("a host without problems has a router");
  return { ...first, warnings: [...warnings, ...others] };
}
