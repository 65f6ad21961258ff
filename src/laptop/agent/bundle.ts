import { bundleProgram } from "../../bundleProgram.ts";

/** Returns the agent's program with all its dependencies as one ESM file for Node. */
export function agentBundle(): string {
  return bundleProgram(import.meta.dirname, "main.ts", "laptop/agent.mjs");
}
