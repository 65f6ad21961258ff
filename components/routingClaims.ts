import * as pulumi from "@pulumi/pulumi";
import { claimName, componentName } from "../src/pulumi/claimName.ts";
import { istioObject } from "../src/pulumi/istioObject.ts";
import { fillOutputs } from "../src/pulumi/outputs.ts";
import { planRoutingClaims } from "../src/pulumi/planRoutingClaims.ts";
import { ownedByStack } from "../src/pulumi/running/ownedByStack.ts";
import { warn } from "../src/pulumi/warn.ts";
import type { PreviewGatewayArgs } from "./previewGateway.ts";

/** Which tokens carry route keys, and where they are read. */
export interface RoutingClaimsArgs {
  /**
   * Issuer of the tokens, their `iss`.
   * @example "https://login.example.com"
   */
  issuer: pulumi.Input<string>;
  /**
   * Address of the public keys.
   * @default Istio asks the issuer
   * @example "https://login.example.com/keys"
   */
  jwksUri?: pulumi.Input<string>;
  /**
   * The public keys themselves, a JSON Web Key Set as text, instead of their address.
   * @default they are fetched
   * @example readFileSync("keys.json", "utf8")
   */
  jwks?: pulumi.Input<string>;
  /**
   * Name of the claim with route keys or targets.
   * @default "service_routers"
   */
  claim?: string;
  /**
   * Accepted values of `aud`.
   * @default any
   * @example ["shop"]
   */
  audiences?: string[];
  /** The ingress gateway's pods, which verify tokens. */
  ingress?: IngressArgs;
  /**
   * Namespaces whose sidecars copy the claim to headers. Istio's root namespace stands for all.
   * @default ["istio-system"], with a warning
   * @example ["shop", "users"]
   */
  sidecars?: string[];
  /**
   * Labels of the pods whose sidecars do so.
   * @default all pods of these namespaces
   * @example { tier: "backend" }
   */
  sidecarSelector?: Record<string, string>;
  /**
   * What the sidecars run: Lua, or the same as WebAssembly, which the build has to make.
   * @default "lua"
   * @example "wasm"
   */
  filter?: ClaimFilter;
  /**
   * Plain header that carries route keys beside `baggage`.
   * @default "x-preview"
   */
  header?: string;
  /**
   * The arguments of the `PreviewGateway` whose APIs' public hosts are routed by claims too.
   * @default no public host is
   */
  previewHosts?: PreviewGatewayArgs;
}

export const ClaimFilter = { Lua: "lua", Wasm: "wasm" } as const;
export type ClaimFilter = (typeof ClaimFilter)[keyof typeof ClaimFilter];

/** Pods of an ingress gateway. */
export interface IngressArgs {
  /**
   * Namespace of the pods.
   * @default "istio-system"
   */
  namespace?: string;
  /**
   * Labels of the pods.
   * @default { istio: "ingressgateway" }
   */
  selector?: Record<string, string>;
}

/** Route keys in a claim of JSON Web Tokens: verified at the ingress gateway, copied to headers at every sidecar. */
export class RoutingClaims extends pulumi.ComponentResource {
  /** @throws {UserError} with every mistake in the arguments; nothing is declared then */
  constructor(name: string, args: RoutingClaimsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { claims, warnings, outputs } = planRoutingClaims(name, args);

    super("understudy:index:RoutingClaims", name, {}, ownedByStack(opts));
    warn(warnings, this);

    const { namespace = "" } = claims.requestAuthentication.metadata ?? {};
    const fix = "Declare one RoutingClaims for each ingress gateway.";
    const thing = `the claims of ${namespace}`;
    const provider = this.getProvider("kubernetes:security.istio.io/v1:RequestAuthentication");
    claimName({ thing, component: componentName(this), argument: "ingress", fix }, provider);

    const child = { parent: this };
    const { requestAuthentication, gatewayFilter, sidecarFilters, virtualServices } = fillOutputs(
      claims,
      outputs,
    );
    istioObject(`${name}-request-authentication`, requestAuthentication, child);
    // Clients' headers are removed before anything is routed by them.
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
