import { bundleProgram } from "../bundleProgram.ts";

/** Returns the program of `jobMain.ts` with all its dependencies as one ESM file for Node 24. */
export function verifierBundle(): string {
  return bundleProgram(import.meta.dirname, "jobMain.ts", "verify/verifier.mjs");
}
