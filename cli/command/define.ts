import { withoutBooleanValues } from "./booleanValues.ts";
import type { Options, Positionals, Values } from "./option.ts";
import { parseCall } from "./parse.ts";

/** The interface of a command, from which its usage, its parsing and shell completion are derived. */
interface Call<O extends Options> {
  /** What the command does. Empty lines separate paragraphs; other line breaks have no meaning. */
  description: string;
  options: O;
  positionals?: Positionals;
  /** Calls that work as written. */
  examples?: readonly string[];
  /** Whether `true` or `false` may follow a flag, as in `prism mock --cors false`. */
  booleanValues?: true;
}

interface Definition<O extends Options> extends Call<O> {
  /**
   * Resolves to the exit code: 0 for success, 1 if the command found something wrong. A thrown `UserError` also exits
   * with 1; a `UsageError`, for a wrong call, exits with 2.
   */
  run(values: Values<O>, positionals: string[]): Promise<number>;
}

/** A command of the command line; a module exports it as `command`. */
export interface Command extends Call<Options> {
  /**
   * Runs with the arguments after the command's name.
   * @throws {UsageError} with everything that is wrong in the arguments
   */
  run(args: string[]): Promise<number>;
}

/** Makes a command from the table of its options. */
export function defineCommand<const O extends Options>(definition: Definition<O>): Command {
  const { options, positionals, booleanValues } = definition;
  const flags = Object.entries(options).flatMap(([name, { type, short }]) =>
    type === "boolean" ? [`--${name}`, ...(short === undefined ? [] : [`-${short}`])] : [],
  );
  return {
    ...definition,
    async run(args) {
      const texts = booleanValues ? withoutBooleanValues(args, flags) : args;
      const call = parseCall(texts, options, positionals);
      return definition.run(call.values, call.positionals);
    },
  };
}
