import { LONGEST_WAIT, parseWait } from "../../src/latency/duration.ts";
import type { Options, Reader } from "../command/option.ts";

/** Reads a duration as milliseconds. */
const duration: Reader<number> = {
  expected: `a duration above zero such as "10m", at most ${LONGEST_WAIT}`,
  read: parseWait,
};

export const CLUSTER_OPTIONS = {
  context: {
    type: "string",
    placeholder: "name",
    description: "Context of the kubeconfig (default: its current one)",
  },
  namespace: {
    type: "string",
    short: "n",
    placeholder: "name",
    description: "Namespace of the Service (default: the context's)",
  },
} as const satisfies Options;

/** How the agent of a command is made. */
export const AGENT_OPTIONS = {
  image: {
    type: "string",
    placeholder: "reference",
    default: "node:24-slim",
    description: "Image of the agent: any with Node 20.19 or later",
  },
  ttl: {
    type: "string",
    placeholder: "duration",
    default: "12h",
    reader: duration,
    description: "How long the connection lasts at most",
  },
  grace: {
    type: "string",
    placeholder: "duration",
    default: "10m",
    reader: duration,
    description: "How long the agent waits for a machine that is away",
  },
} as const satisfies Options;
