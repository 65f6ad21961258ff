import { parseDuration } from "../../src/latency/duration.ts";
import type { Options, Reader } from "../command/option.ts";

/** Reads a duration as milliseconds. */
export const duration: Reader<number> = {
  expected: 'a duration such as "10m"',
  read: (text) => parseDuration(text),
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
