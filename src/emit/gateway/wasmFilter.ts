import { type ConfigPatch, type FilterContext, firstFilter } from "./firstFilter.ts";

/**
 * Returns a patch that inserts a WebAssembly module as the first filter. The module is in the patch itself, so no proxy
 * has to fetch it. If it fails, requests pass without it.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/wasm/v3/wasm.proto
 *
 * @param configuration what the module reads at its start. Filters with the same text share one instance in each of
 *   Envoy's threads.
 */
export function wasmFilter(
  name: string,
  context: FilterContext,
  module: Buffer,
  configuration: string,
): ConfigPatch {
  return firstFilter(name, context, {
    "@type": "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
    config: {
      name,
      failure_policy: "FAIL_OPEN",
      configuration: {
        "@type": "type.googleapis.com/google.protobuf.StringValue",
        value: configuration,
      },
      vm_config: {
        vm_id: `${name} ${configuration}`,
        runtime: "envoy.wasm.runtime.v8",
        code: { local: { inline_bytes: module.toString("base64") } },
      },
    },
  });
}
