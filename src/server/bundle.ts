import { bundleProgram } from "../bundleProgram.ts";

/** Returns the mock server with all its dependencies as one ESM file for Node 24. Equal sources give equal bytes. */
export function serverBundle(): string {
  bundled ??= bundleProgram(import.meta.dirname, "main.ts", "server/server.mjs");
  return bundled;
}

let bundled: string | undefined;
