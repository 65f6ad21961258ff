import { spawnSync } from "node:child_process";
import { existsSync, renameSync } from "node:fs";
import { assetPath } from "../src/asset.ts";
import { CLAIM_MODULE } from "../src/emit/gateway/claimModule.ts";

// Builds the WebAssembly module of `claims.filter` from its source. It has no dependency but Rust's standard library.

/** The version of Debian 12. Another one makes other bytes. */
export const RUST = "1.63.0";
const TARGET = "wasm32-unknown-unknown";
const SOURCE = assetPath("emit/gateway/claimHeaders");

/** Optimized as a whole, without names. Paths are relative, so that the folder has no influence. */
const OPTIONS = [
  "--edition=2021",
  "--crate-type=cdylib",
  "--crate-name=claim_headers",
  `--target=${TARGET}`,
  ...["opt-level=3", "lto=fat", "codegen-units=1", "panic=abort", "strip=symbols"].map(
    (option) => `-C${option}`,
  ),
];

/** Builds the module, or returns the reason why it cannot be built here. */
export function buildClaimModule(
  to = assetPath(CLAIM_MODULE),
  source = SOURCE,
): string | undefined {
  const rustc = ["rustc", "/usr/bin/rustc"].find(isRust);
  if (rustc === undefined) {
    return `no rustc ${RUST} with the target ${TARGET}: Debian 12 has it in the packages rustc, libstd-rust-dev-wasm32 and lld-14`;
  }
  // Others may read the module while it is made anew.
  const made = `${to}.${process.pid}`;
  const { status, stderr } = spawnSync(rustc, [...OPTIONS, "-o", made, "lib.rs"], { cwd: source });
  if (status !== 0) return `rustc failed:\n${stderr}`;
  renameSync(made, to);
  return undefined;
}

function isRust(rustc: string): boolean {
  const ask = (...args: string[]) => String(spawnSync(rustc, args).stdout).trim();
  return (
    ask("--version").startsWith(`rustc ${RUST}`) &&
    existsSync(ask("--print=target-libdir", `--target=${TARGET}`))
  );
}

if (import.meta.main) {
  const reason = buildClaimModule();
  if (reason !== undefined) console.error(reason);
  process.exitCode = reason === undefined ? 0 : 1;
}
