import type { Options } from "../command/option.ts";
import { stackOption } from "../commonOptions.ts";

/** Options of all commands that reach a load test in a cluster. */
export const targetOptions = {
  stack: stackOption("Stack of the load test"),
  name: {
    type: "string",
    placeholder: "name",
    description: "Which load test, if the stack has several",
  },
} as const satisfies Options;
