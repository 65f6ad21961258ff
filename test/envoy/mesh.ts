import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { IEnvoyFilter } from "@kubernetes-models/istio/networking.istio.io/v1alpha3";
import type { IRequestAuthentication } from "@kubernetes-models/istio/security.istio.io/v1";
import { hostsConfig } from "./routeConfig.ts";

/** The objects from which istiod generates one proxy's configuration. */
export interface ProxyObjects {
  kind: "gateway" | "sidecar";
  virtualServices: IVirtualService[];
  filters?: IEnvoyFilter[];
  requestAuthentication?: IRequestAuthentication;
  /** Ports on loopback, by the hosts of destinations. */
  ports: Record<string, number>;
}

/**
 * Envoy's whole configuration as an ingress gateway or as a sidecar's outbound side, as istiod makes both
 * (`pilot/pkg/networking/core/listener_builder.go` and `gateway.go` in istio/istio): paths are normalized, WebSockets may
 * be asked for, no stream is cut off for being idle, and a gateway takes the caller's address for the client's.
 * `INSERT_FIRST` puts a filter before all others (`envoyfilter/listener_patch.go`), the check of tokens too.
 */
export function proxy(objects: ProxyObjects) {
  const { kind, virtualServices, filters = [], requestAuthentication, ports } = objects;
  const http_filters = [
    ...filters.flatMap(insertedFirst),
    ...(requestAuthentication === undefined ? [] : [jwtFilter(requestAuthentication)]),
    filter("envoy.filters.http.fault", { "@type": `${FILTERS}.fault.v3.HTTPFault` }),
    filter("envoy.filters.http.router", { "@type": `${FILTERS}.router.v3.Router` }),
  ];
  return {
    admin: { address: loopback(0) },
    static_resources: {
      listeners: [
        {
          name: kind,
          address: loopback(0),
          filter_chains: [
            {
              filters: [
                filter("envoy.filters.network.http_connection_manager", {
                  "@type":
                    "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                  stat_prefix: kind,
                  codec_type: "AUTO",
                  normalize_path: true,
                  merge_slashes: false,
                  path_with_escaped_slashes_action: "KEEP_UNCHANGED",
                  use_remote_address: kind === "gateway",
                  generate_request_id: true,
                  upgrade_configs: [{ upgrade_type: "websocket" }],
                  stream_idle_timeout: "0s",
                  route_config: {
                    ...hostsConfig(virtualServices),
                    ignore_port_in_host_matching: true,
                  },
                  http_filters,
                }),
              ],
            },
          ],
        },
      ],
      clusters: Object.entries(ports).map(([host, port]) => ({
        name: `outbound|80||${host}`,
        type: "STATIC",
        connect_timeout: "60s",
        load_assignment: {
          cluster_name: `outbound|80||${host}`,
          endpoints: [{ lb_endpoints: [{ endpoint: { address: loopback(port) } }] }],
        },
      })),
    },
  };
}

/** The filters that an EnvoyFilter puts first. */
function insertedFirst({ spec }: IEnvoyFilter) {
  return (spec?.configPatches ?? []).map(({ applyTo, patch }) => {
    if (applyTo !== "HTTP_FILTER" || patch?.operation !== "INSERT_FIRST") {
      throw new Error("no translation to Envoy is written for this patch");
    }
    return patch.value ?? {};
  });
}

/**
 * The token filter of a gateway (`pilot/pkg/security/authn/policy_applier.go`): a token must be good or missing, is
 * forwarded where the rule says so, and its payload takes part in the choice of the route, which is made anew.
 */
function jwtFilter({ spec }: IRequestAuthentication) {
  const [rule] = spec?.jwtRules ?? [];
  return filter("envoy.filters.http.jwt_authn", {
    "@type": `${FILTERS}.jwt_authn.v3.JwtAuthentication`,
    providers: {
      "origins-0": {
        issuer: rule?.issuer,
        audiences: rule?.audiences ?? [],
        forward: rule?.forwardOriginalToken ?? false,
        local_jwks: { inline_string: rule?.jwks },
        payload_in_metadata: "payload",
        normalize_payload_in_metadata: { space_delimited_claims: ["scope", "permission"] },
        clear_route_cache: true,
      },
    },
    rules: [
      {
        match: { prefix: "/" },
        requires: {
          requires_any: { requirements: [{ provider_name: "origins-0" }, { allow_missing: {} }] },
        },
      },
    ],
    bypass_cors_preflight: true,
  });
}

const FILTERS = "type.googleapis.com/envoy.extensions.filters.http";

function filter(name: string, typed_config: object) {
  return { name, typed_config };
}

function loopback(port: number) {
  return { socket_address: { address: "127.0.0.1", port_value: port } };
}
