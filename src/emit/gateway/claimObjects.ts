import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { IEnvoyFilter } from "@kubernetes-models/istio/networking.istio.io/v1alpha3";
import type { IRequestAuthentication } from "@kubernetes-models/istio/security.istio.io/v1";
import { readAsset } from "../../asset.ts";
import type { ClaimsConfig, PreviewHostsConfig } from "../../campaign/routingConfig.ts";
import type { Problem } from "../../problem.ts";
import { stackLabels } from "../common/stackLabels.ts";
import { claimModule } from "./claimModule.ts";
import { claimVirtualServices } from "./claimRoutes.ts";
import type { ConfigPatch } from "./firstFilter.ts";
import type { KnownRoutes } from "./knownRoutes.ts";
import { luaFilter, luaSource } from "./luaFilter.ts";
import { wasmFilter } from "./wasmFilter.ts";

/** Name of the RequestAuthentication and of the gateway's filter. */
export const CLAIMS_NAME = "understudy-claims";

/** The filters' name in Envoy's logs and statistics. */
const FILTER_NAME = "understudy.claims";

/** Objects that the ingress gateway and the sidecars need to route by a token's claim. */
export interface ClaimObjects {
  requestAuthentication: IRequestAuthentication;
  /** Removes the headers that choose services from incoming requests. */
  gatewayFilter: IEnvoyFilter;
  /** One per namespace: copies the claim to these headers in outgoing requests. */
  sidecarFilters: IEnvoyFilter[];
  /** One for each API with a public host. */
  virtualServices: IVirtualService[];
  /** What the user should know. */
  warnings: Problem[];
}

/** Istio's root namespace by default. An EnvoyFilter there without a selector is in every sidecar of the mesh. */
const EVERYWHERE = "istio-system";

/**
 * Returns the objects with which a token's claim chooses services.
 *
 * The ingress gateway verifies the token. It answers 401 to a token that is expired or forged or has an unknown issuer.
 * A request without a token passes and chooses nothing
 * (https://istio.io/latest/docs/reference/config/security/request_authentication/). The token is forwarded because it
 * carries the choice to the hops behind, which do not verify it again.
 *
 * @throws {UserError} with every base route that cannot be kept, or if the WebAssembly module is not built
 */
export function claimObjects(
  claims: ClaimsConfig,
  gateway: PreviewHostsConfig | undefined,
  known: KnownRoutes,
  stack: string,
): ClaimObjects {
  const { issuer, audiences, jwksUri, jwks, ingress } = claims;
  const { sidecars = [EVERYWHERE], sidecarSelector } = claims;
  const labels = stackLabels(stack);
  const named = (namespace: string) => ({ name: CLAIMS_NAME, namespace, labels });
  const sidecarPatch = sidecarFilter(claims, known.keyHeader);
  return {
    requestAuthentication: {
      apiVersion: "security.istio.io/v1",
      kind: "RequestAuthentication",
      metadata: named(ingress.namespace),
      spec: {
        selector: { matchLabels: ingress.selector },
        jwtRules: [
          {
            issuer,
            ...(audiences.length > 0 && { audiences }),
            ...(jwksUri !== undefined && { jwksUri }),
            ...(jwks !== undefined && { jwks }),
            forwardOriginalToken: true,
          },
        ],
      },
    },
    gatewayFilter: {
      apiVersion: "networking.istio.io/v1alpha3",
      kind: "EnvoyFilter",
      metadata: named(ingress.namespace),
      spec: {
        workloadSelector: { labels: ingress.selector },
        configPatches: [luaFilter(FILTER_NAME, "GATEWAY", stripHeaders(known.keyHeader))],
      },
    },
    sidecarFilters: sidecars.map((namespace) => ({
      apiVersion: "networking.istio.io/v1alpha3",
      kind: "EnvoyFilter",
      metadata: { ...named(namespace), name: `${CLAIMS_NAME}-sidecars` },
      spec: {
        ...(sidecarSelector && { workloadSelector: { labels: sidecarSelector } }),
        configPatches: [sidecarPatch],
      },
    })),
    virtualServices:
      gateway === undefined ? [] : claimVirtualServices(claims.claim, gateway, known, stack),
    warnings: inEverySidecar(claims),
  };
}

/** Returns the patch by which sidecars copy the claim to headers. */
function sidecarFilter({ where, filter, claim }: ClaimsConfig, keyHeader: string): ConfigPatch {
  return filter === "wasm"
    ? wasmFilter(FILTER_NAME, "SIDECAR_OUTBOUND", claimModule(where), `${claim}\n${keyHeader}`)
    : luaFilter(FILTER_NAME, "SIDECAR_OUTBOUND", claimHeaders(claim, keyHeader));
}

/** A stack that names neither namespaces nor pods may not mean all of them. */
function inEverySidecar({ where = "claims", sidecars, sidecarSelector }: ClaimsConfig): Problem[] {
  if (sidecars !== undefined || sidecarSelector !== undefined) return [];
  return [
    {
      where: `${where}.sidecars`,
      what: `left out: every sidecar of the cluster gets the filter that copies the claim, by EnvoyFilter ${EVERYWHERE}/${CLAIMS_NAME}-sidecars`,
      fix: `Name the namespaces of the services that pass tokens on, or the labels of their pods in sidecarSelector. If all are meant, write [${EVERYWHERE}].`,
    },
  ];
}

/** Returns the Lua program of the ingress gateway. */
export function stripHeaders(keyHeader: string): string {
  return luaSource(readAsset("emit/gateway/stripHeaders.lua"), { key_header: keyHeader });
}

/** Returns the Lua program for outgoing requests of the sidecars. */
export function claimHeaders(claim: string, keyHeader: string): string {
  return luaSource(readAsset("emit/gateway/claimHeaders.lua"), {
    claim_name: claim,
    key_header: keyHeader,
  });
}
