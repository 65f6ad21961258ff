import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import * as pulumi from "@pulumi/pulumi";
import { formatProblem, type Problem } from "../src/problem.ts";
import { istioObject } from "./istioObject.ts";

/** As `serviceRouterVirtualService` makes them. */
export interface ServiceRouterArgs {
  /** The one VirtualService of the origin's host. */
  virtualService: IVirtualService;
  /** Things that work, but that the user should know. */
  warnings?: Problem[] | undefined;
}

/**
 * Decides where the requests to one origin go. Have it depend on the replicas and mocks that its routes lead to: no key
 * leads to nothing then, and on destroy the routes go first.
 */
export class ServiceRouter extends pulumi.ComponentResource {
  constructor(name: string, args: ServiceRouterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("understudy:index:ServiceRouter", name, {}, opts);
    for (const problem of args.warnings ?? []) pulumi.log.warn(formatProblem(problem), this);
    istioObject(`${name}-virtual-service`, args.virtualService, { parent: this });
    this.registerOutputs();
  }
}
