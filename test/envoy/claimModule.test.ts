import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IEnvoyFilter } from "@kubernetes-models/istio/networking.istio.io/v1alpha3";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { buildClaimModule } from "../../scripts/claimModule.ts";
import { assetPath } from "../../src/asset.ts";
import type { ConfigPatch } from "../../src/emit/gateway/firstFilter.ts";
import { wasmFilter } from "../../src/emit/gateway/wasmFilter.ts";
import { A } from "../emit/gatewayFixture.ts";
import { headersSet } from "./claimHost.ts";
import { bearer } from "./claimTokens.ts";
import { findEnvoy, startEnvoy } from "./envoy.ts";
import { proxy } from "./mesh.ts";
import { call, startServices } from "./services.ts";

const { binary = "", reason } = await findEnvoy();

const folder = mkdtempSync(join(tmpdir(), "understudy-module-"));
afterAll(() => rmSync(folder, { recursive: true }));
const module = join(folder, "module.wasm");
const missing = buildClaimModule(module);
if (missing !== undefined) console.warn(`Skipped: ${missing}`);

describe.skipIf(missing !== undefined)("the module of the claims", () => {
  it("is the same, byte for byte, when it is built in another folder, and the one that the docs name", () => {
    const source = join(folder, "elsewhere/source");
    cpSync(assetPath("emit/gateway/claimHeaders"), source, { recursive: true });
    const other = join(folder, "other.wasm");
    expect(buildClaimModule(other, source)).toBe(undefined);
    expect(digest(other)).toBe(digest(module));
    const docs = readFileSync(join(import.meta.dirname, "../../docs/claims.md"), "utf8");
    expect(docs).toContain(digest(module));
  });

  it("reads no token where a host keeps two apart", async () => {
    const tokens = ["pr-1", "pr-2"].map((key) => bearer(`{"service_routers":"${key}"}`));
    const [first, second] = tokens.map((token) => ["authorization", token] as const);
    if (first === undefined || second === undefined) throw new Error("there are no tokens");
    const set = (...headers: (readonly [string, string])[]) =>
      headersSet(readFileSync(module), "service_routers\nx-preview", headers);
    expect(await set(first)).toEqual([["x-preview", "pr-1"]]);
    expect(await set(first, second)).toEqual([]);
  });

  it.skipIf(reason !== undefined)("lets later requests pass when it fails at one", async () => {
    const source = join(folder, "failing");
    mkdirSync(source);
    writeFileSync(join(source, "lib.rs"), FAILING);
    const to = join(folder, "failing.wasm");
    expect(buildClaimModule(to, source)).toBe(undefined);
    const patch = wasmFilter("failing", "SIDECAR_OUTBOUND", readFileSync(to), "");
    const services = await startServices([A]);
    onTestFinished(() => services.close());
    const envoy = await startEnvoy(
      binary,
      "claim-failing",
      proxy({
        kind: "sidecar",
        virtualServices: [TO_A],
        filters: [filterWith(patch)],
        ports: services.ports,
      }),
      ["--concurrency", "1"],
    );
    onTestFinished(() => envoy.close());
    const statuses = [];
    for (const _ of [1, 2, 3]) statuses.push((await call(envoy.port, A, {})).status);
    expect(statuses).toEqual([503, 200, 200]);
    const log = readFileSync(".understudy/envoy/claim-failing.log", "utf8");
    expect(log).toContain("Uncaught RuntimeError: unreachable");
  });
});

const FAILING = `
#[no_mangle]
pub extern "C" fn proxy_abi_version_0_2_1() {}
#[no_mangle]
pub extern "C" fn proxy_on_memory_allocate(_size: usize) -> usize { 0 }
#[no_mangle]
pub extern "C" fn proxy_on_request_headers(_context: u32, _count: usize, _end: bool) -> u32 {
    core::arch::wasm32::unreachable()
}
`;
const TO_A = {
  apiVersion: "networking.istio.io/v1" as const,
  kind: "VirtualService" as const,
  spec: { hosts: [A], http: [{ route: [{ destination: { host: A } }] }] },
};

function filterWith(patch: ConfigPatch): IEnvoyFilter {
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    spec: { configPatches: [patch] },
  };
}

function digest(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
