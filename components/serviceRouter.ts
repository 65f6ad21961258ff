import * as pulumi from "@pulumi/pulumi";
import { virtualService } from "../src/pulumi/istioObject.ts";
import { planOf } from "../src/pulumi/planned.ts";
import { planRouter, type RouterPlan, withDeclared } from "../src/pulumi/planRouter.ts";
import { ownedByStack } from "../src/pulumi/running/ownedByStack.ts";
import { warn } from "../src/pulumi/warn.ts";
import type { RouteEntryArgs } from "./routeArgs.ts";

/** Where the requests to one Service go. */
export interface ServiceRouterArgs {
  /**
   * The Service whose requests are routed: `service.namespace`, or its full name.
   * @example "payments.shop"
   */
  host: pulumi.Input<string>;
  /**
   * Where requests with route keys go.
   * @default none
   * @example [preview.entry, { key: "alice", to: "payments-alice.shop" }]
   */
  entries?: pulumi.Input<RouteEntryArgs>[];
  /**
   * The team's own routes, which are kept: http routes of a VirtualService.
   * @default all requests go to the Service
   */
  // biome-ignore lint/suspicious/noExplicitAny: routes of a VirtualService, which Pulumi's schema has no type for.
  base?: any[];
  /**
   * Path of a YAML file that has these routes instead: a VirtualService, or its list of http routes.
   * @default none
   * @example "routing/payments.yaml"
   */
  baseFile?: string;
  /**
   * Plain header that carries route keys beside `baggage`.
   * @default "x-preview"
   */
  header?: string;
  /**
   * Routes that mocks answer in the Service's place.
   * @default none
   * @example [payments.substitutions]
   */
  // biome-ignore lint/suspicious/noExplicitAny: what `MockService.substitutions` gives.
  substitutions?: pulumi.Input<any[]>[];
  /**
   * Context of the kubeconfig in which Services of other stacks are asked for entries of this host.
   * @default no cluster is asked: only the entries given here count
   * @example "shop-stg"
   */
  kubeContext?: string;
}

/**
 * The one VirtualService of a Service's host: requests with a route key go to its replica, chosen routes to mocks, all
 * others where they went before. Have it depend on the replicas and mocks that it leads to: then no key leads to nothing,
 * and on destroy the routes go first.
 *
 * @example
 * new ServiceRouter("payments", { host: "payments.shop", entries: [preview.entry] }, { provider, dependsOn: preview });
 */
export class ServiceRouter extends pulumi.ComponentResource {
  /** @throws {UserError} with every mistake in the arguments, and with everything that cannot be composed */
  constructor(name: string, args: ServiceRouterArgs, opts?: pulumi.ComponentResourceOptions) {
    const planned = planOf<RouterPlan>(args);
    const owner = { component: `ServiceRouter "${name}"`, stack: pulumi.getStack() };
    const plan = planned === undefined ? planRouter(owner, args) : pulumi.output(planned);

    super("understudy:index:ServiceRouter", name, {}, ownedByStack(opts));

    const content = plan.apply((known) => {
      warn(known.warnings, this);
      return planned === undefined ? known.virtualService : withDeclared(known);
    });
    // A stack's program composes the routes from what lies in the cluster, as all others do who change entries. Pulumi
    // writes them once, so that the VirtualService is never without them.
    const ignoreChanges = planned === undefined ? [] : ["spec.http"];
    virtualService(`${name}-virtual-service`, content, { parent: this, ignoreChanges });
    this.registerOutputs();
  }
}
