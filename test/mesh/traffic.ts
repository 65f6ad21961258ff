import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { Kind, Run } from "./trafficScript.ts";

/** Requests that are being sent all the time. */
export interface Traffic {
  /** Ends it; resolves to who answered each kind of request, in order. */
  stop(): Promise<Record<string, Run[]>>;
}

/** @param command runs the script somewhere: `node …/trafficScript.ts`, by `kubectl exec -i` or here */
export function startTraffic(command: string[], kinds: Record<string, Kind>): Traffic {
  const [program = "", ...args] = [...command, JSON.stringify(kinds)];
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const printed = text(child.stdout);
  return {
    async stop() {
      child.stdin.end();
      return JSON.parse(await printed);
    },
  };
}
