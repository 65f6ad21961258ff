import type { IEnvoyFilter } from "@kubernetes-models/istio/networking.istio.io/v1alpha3";

type ConfigPatch = NonNullable<NonNullable<IEnvoyFilter["spec"]>["configPatches"]>[number];

/**
 * Returns a patch that inserts a Lua filter before all others of every HTTP connection manager. There it runs before
 * tokens are verified and before a request's route is chosen. If the filter changes headers, Envoy chooses the route
 * again.
 *
 * Sources: https://istio.io/latest/docs/reference/config/networking/envoy-filter/ and
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/lua_filter
 *
 * @param name the filter's name in Envoy's logs and statistics
 */
export function luaFilter(
  name: string,
  context: "GATEWAY" | "SIDECAR_OUTBOUND",
  source: string,
): ConfigPatch {
  return {
    applyTo: "HTTP_FILTER",
    match: {
      context,
      listener: {
        filterChain: { filter: { name: "envoy.filters.network.http_connection_manager" } },
      },
    },
    patch: {
      operation: "INSERT_FIRST",
      value: {
        name,
        typed_config: {
          "@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
          default_source_code: { inline_string: source },
        },
      },
    },
  };
}

/** Returns a Lua program with these texts as local variables above it. */
export function luaSource(program: string, locals: Record<string, string>): string {
  const lines = Object.entries(locals).map(
    ([name, text]) => `local ${name} = ${luaString(text)}\n`,
  );
  return `${lines.join("")}\n${program}`;
}

/** Returns a text as a Lua string. Octets that are not printable ASCII are written as numbers. */
function luaString(text: string): string {
  const quoted = [...Buffer.from(text)].map((octet) => {
    const character = String.fromCharCode(octet);
    return /[ -~]/.test(character) && !/["\\]/.test(character)
      ? character
      : `\\${String(octet).padStart(3, "0")}`;
  });
  return `"${quoted.join("")}"`;
}
