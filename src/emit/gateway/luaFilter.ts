import { type ConfigPatch, type FilterContext, firstFilter } from "./firstFilter.ts";

/**
 * Returns a patch that inserts a Lua program as the first filter.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/lua_filter
 */
export function luaFilter(name: string, context: FilterContext, source: string): ConfigPatch {
  return firstFilter(name, context, {
    "@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
    default_source_code: { inline_string: source },
  });
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
