import { bundleProgram } from "../../bundleProgram.ts";

/** Returns the program of the container that has the network, with all its dependencies, as one ESM file for Node. */
export function networkBundle(): string {
  return bundleProgram(import.meta.dirname, "inside.ts", "laptop/docker/inside.mjs");
}
