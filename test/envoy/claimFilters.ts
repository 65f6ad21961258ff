import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildClaimModule } from "../../scripts/claimModule.ts";
import { assetPath, hasAsset } from "../../src/asset.ts";
import { CLAIM_MODULE } from "../../src/emit/gateway/claimModule.ts";

/** What sidecars may run, with the reason why it cannot be had here. */
export const FILTERS: { filter: "lua" | "wasm"; missing: string | undefined }[] = [
  { filter: "lua", missing: undefined },
  { filter: "wasm", missing: findModule() },
];

/** Builds the module unless it is there and newer than its source. Says so where it cannot be built. */
function findModule(): string | undefined {
  const sources = globSync("*.rs", { cwd: assetPath("emit/gateway/claimHeaders") });
  const times = sources.map((file) => changed(join("emit/gateway/claimHeaders", file)));
  if (hasAsset(CLAIM_MODULE) && changed(CLAIM_MODULE) > Math.max(...times)) return undefined;
  const reason = buildClaimModule();
  if (reason !== undefined) console.warn(`Skipped claims.filter wasm: ${reason}`);
  return reason;
}

function changed(asset: string): number {
  return statSync(assetPath(asset)).mtimeMs;
}
