import { bundleProgram } from "../../bundleProgram.ts";

/** Returns the controller's program with all its dependencies as one ESM file for Node 24. It is made once. */
export function controllerBundle(): string {
  bundled ??= bundleProgram(import.meta.dirname, "main.ts", "controller/controller.mjs");
  return bundled;
}

let bundled: string | undefined;
