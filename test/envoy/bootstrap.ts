/**
 * Envoy's whole configuration: one listener with the given routes, and every cluster that they lead to, all of them one
 * upstream on loopback. The connection manager
 * is a sidecar's outbound one as istiod configures it (`pilot/pkg/networking/core/listener_builder.go`,
 * `buildHTTPConnectionManager`, and `pkg/bootstrap/config.go`, `extractRuntimeFlags`, in istio/istio):
 *
 * - `normalize_path` without `merge_slashes`, escaped slashes kept: Istio's default path normalization, `BASE`;
 * - a fragment is cut off the path instead of being refused;
 * - `use_remote_address` is false, which makes Envoy trust the caller's `x-request-id`; it makes one where there is
 *   none, before it chooses the route;
 * - regular expressions up to a program size of 32768.
 *
 * Ports are chosen by the system. Nothing but the tests' routes is retried or timed out.
 */
export function bootstrap(routeConfiguration: object, upstreamPort: number) {
  return {
    admin: { address: loopback(0) },
    layered_runtime: {
      layers: [
        {
          name: "global config",
          static_layer: {
            "re2.max_program_size.error_level": 32_768,
            "envoy.reloadable_features.http_reject_path_with_fragment": false,
          },
        },
      ],
    },
    static_resources: {
      listeners: [
        {
          name: "outbound",
          address: loopback(0),
          filter_chains: [{ filters: [connectionManager(routeConfiguration)] }],
        },
      ],
      clusters: clusterNames(routeConfiguration).map((name) => ({
        name,
        type: "STATIC",
        connect_timeout: "60s",
        load_assignment: {
          cluster_name: name,
          endpoints: [{ lb_endpoints: [{ endpoint: { address: loopback(upstreamPort) } }] }],
        },
      })),
    },
  };
}

function connectionManager(routeConfiguration: object) {
  return {
    name: "envoy.filters.network.http_connection_manager",
    typed_config: {
      "@type":
        "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
      stat_prefix: "outbound",
      codec_type: "AUTO",
      normalize_path: true,
      merge_slashes: false,
      path_with_escaped_slashes_action: "KEEP_UNCHANGED",
      use_remote_address: false,
      generate_request_id: true,
      route_config: routeConfiguration,
      http_filters: [
        filter("envoy.filters.http.fault", "envoy.extensions.filters.http.fault.v3.HTTPFault"),
        filter("envoy.filters.http.router", "envoy.extensions.filters.http.router.v3.Router"),
      ],
    },
  };
}

/** Returns the clusters that routes lead to: every text that has the form of an outbound cluster's name. */
function clusterNames(routeConfiguration: object): string[] {
  const names = JSON.stringify(routeConfiguration).match(/"outbound\|[^"]*"/g) ?? [];
  return [...new Set(names)].map((name) => name.slice(1, -1));
}

function filter(name: string, type: string) {
  return { name, typed_config: { "@type": `type.googleapis.com/${type}` } };
}

function loopback(port: number) {
  return { socket_address: { address: "127.0.0.1", port_value: port } };
}
