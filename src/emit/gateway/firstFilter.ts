import type { IEnvoyFilter } from "@kubernetes-models/istio/networking.istio.io/v1alpha3";

export type ConfigPatch = NonNullable<NonNullable<IEnvoyFilter["spec"]>["configPatches"]>[number];

/** Where a filter is inserted: into gateways, or into the outbound side of sidecars. */
export type FilterContext = "GATEWAY" | "SIDECAR_OUTBOUND";

/**
 * Returns a patch that inserts a filter before all others of every HTTP connection manager. There it runs before
 * tokens are verified and before a request's route is chosen. If the filter changes headers, Envoy chooses the route
 * again.
 *
 * Source: https://istio.io/latest/docs/reference/config/networking/envoy-filter/
 *
 * @param name the filter's name in Envoy's logs and statistics
 */
export function firstFilter(
  name: string,
  context: FilterContext,
  typed_config: { "@type": string; [field: string]: unknown },
): ConfigPatch {
  return {
    applyTo: "HTTP_FILTER",
    match: {
      context,
      listener: {
        filterChain: { filter: { name: "envoy.filters.network.http_connection_manager" } },
      },
    },
    patch: { operation: "INSERT_FIRST", value: { name, typed_config } },
  };
}
