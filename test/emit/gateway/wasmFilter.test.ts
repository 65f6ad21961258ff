import { expect, test } from "vitest";
import { wasmFilter } from "../../../src/emit/gateway/wasmFilter.ts";

test("the patch holds the module itself, and lets requests pass when it fails", () => {
  const module = Buffer.from("\0asm", "latin1");
  expect(wasmFilter("understudy.claims", "SIDECAR_OUTBOUND", module, "a\nb")).toEqual({
    applyTo: "HTTP_FILTER",
    match: {
      context: "SIDECAR_OUTBOUND",
      listener: {
        filterChain: { filter: { name: "envoy.filters.network.http_connection_manager" } },
      },
    },
    patch: {
      operation: "INSERT_FIRST",
      value: {
        name: "understudy.claims",
        typed_config: {
          "@type": "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
          config: {
            name: "understudy.claims",
            failure_policy: "FAIL_OPEN",
            configuration: {
              "@type": "type.googleapis.com/google.protobuf.StringValue",
              value: "a\nb",
            },
            vm_config: {
              vm_id: "understudy.claims a\nb",
              runtime: "envoy.wasm.runtime.v8",
              code: { local: { inline_bytes: "AGFzbQ==" } },
            },
          },
        },
      },
    },
  });
});
