import * as pulumi from "@pulumi/pulumi";
import type { RoutingClaims as RoutingClaimsArgs } from "../src/emit/gateway/routingClaims.ts";
import { istioObject } from "./istioObject.ts";

/** What a token's claim needs to choose services; the arguments are as `routingClaims` of `emit/` makes them. */
export class RoutingClaims extends pulumi.ComponentResource {
  constructor(name: string, args: RoutingClaimsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("understudy:index:RoutingClaims", name, {}, opts);
    const child = { parent: this };
    const { requestAuthentication, gatewayFilter, sidecarFilters, virtualServices } = args;
    istioObject(`${name}-request-authentication`, requestAuthentication, child);
    // What clients may not say is removed before anything is routed by it.
    const filter = istioObject(`${name}-gateway-filter`, gatewayFilter, child);
    for (const sidecars of sidecarFilters) {
      istioObject(`${name}-sidecar-filter-${sidecars.metadata?.namespace}`, sidecars, child);
    }
    for (const virtualService of virtualServices) {
      const resource = `${name}-${virtualService.metadata?.name}`;
      istioObject(resource, virtualService, { ...child, dependsOn: filter });
    }
    this.registerOutputs();
  }
}
