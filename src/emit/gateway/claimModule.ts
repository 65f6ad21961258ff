import { readFileSync } from "node:fs";
import { assetPath, hasAsset } from "../../asset.ts";
import { UserError } from "../../problem.ts";

/** The module, by its path below `src/`. Its source lies beside it, and it is never committed. */
export const CLAIM_MODULE = "emit/gateway/claimHeaders.wasm";

/**
 * Returns the WebAssembly module that does what `claimHeaders.lua` does.
 *
 * @param where the place of the claims in the user's words
 * @throws {UserError} if it is not built
 */
export function claimModule(where = "claims", path = CLAIM_MODULE): Buffer {
  if (hasAsset(path)) return readFileSync(assetPath(path));
  throw new UserError([
    {
      where: `${where}.filter`,
      what: `expected lua, or wasm with its module, received wasm: there is no ${path}`,
      fix: "Run `npm run build:claims` in a checkout of Understudy, or write lua.",
    },
  ]);
}
