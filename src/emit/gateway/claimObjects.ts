import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { IEnvoyFilter } from "@kubernetes-models/istio/networking.istio.io/v1alpha3";
import type { IRequestAuthentication } from "@kubernetes-models/istio/security.istio.io/v1";
import { readAsset } from "../../asset.ts";
import type { ClaimsConfig, PreviewHostsConfig } from "../../campaign/routingConfig.ts";
import { stackLabels } from "../common/stackLabels.ts";
import { claimVirtualServices } from "./claimRoutes.ts";
import type { KnownRoutes } from "./knownRoutes.ts";
import { luaFilter, luaSource } from "./luaFilter.ts";

/** Name of the RequestAuthentication and of the filters. */
export const CLAIMS_NAME = "understudy-claims";

/** Route keys and targets in a token's claim: what the ingress gateway and the sidecars need for it. */
export interface ClaimObjects {
  requestAuthentication: IRequestAuthentication;
  /** Takes the headers that choose services from what comes in. */
  gatewayFilter: IEnvoyFilter;
  /** One a namespace: copies the claim to these headers in what goes out. */
  sidecarFilters: IEnvoyFilter[];
  /** One for each API with a public host. */
  virtualServices: IVirtualService[];
}

/**
 * The objects by which a token's claim chooses services.
 *
 * At the ingress gateway the token is verified: one that is expired or forged, or of an unknown issuer, is answered with
 * 401, and a request without a token passes and chooses nothing
 * (https://istio.io/latest/docs/reference/config/security/request_authentication/). It is forwarded, since it carries
 * the choice to the hops behind; these do not verify it again.
 *
 * @throws {UserError} with every base route that cannot be kept
 */
export function claimObjects(
  claims: ClaimsConfig,
  gateway: PreviewHostsConfig | undefined,
  known: KnownRoutes,
  stack: string,
): ClaimObjects {
  const { issuer, audiences, jwksUri, jwks, ingress } = claims;
  const labels = stackLabels(stack);
  const named = (namespace: string) => ({ name: CLAIMS_NAME, namespace, labels });
  const filterName = "understudy.claims";
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
        configPatches: [luaFilter(filterName, "GATEWAY", stripHeaders(known.keyHeader))],
      },
    },
    sidecarFilters: claims.sidecars.map((namespace) => ({
      apiVersion: "networking.istio.io/v1alpha3",
      kind: "EnvoyFilter",
      metadata: { ...named(namespace), name: `${CLAIMS_NAME}-sidecars` },
      spec: {
        configPatches: [
          luaFilter(filterName, "SIDECAR_OUTBOUND", claimHeaders(claims.claim, known.keyHeader)),
        ],
      },
    })),
    virtualServices:
      gateway === undefined ? [] : claimVirtualServices(claims.claim, gateway, known, stack),
  };
}

/** Lua of the ingress gateway. */
export function stripHeaders(keyHeader: string): string {
  return luaSource(readAsset("emit/gateway/stripHeaders.lua"), { key_header: keyHeader });
}

/** Lua of the sidecars' outbound side. */
export function claimHeaders(claim: string, keyHeader: string): string {
  return luaSource(readAsset("emit/gateway/claimHeaders.lua"), {
    claim_name: claim,
    key_header: keyHeader,
  });
}
