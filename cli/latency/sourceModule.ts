import type { LatencySource } from "../../src/sources/source.ts";
import type { Options, Values } from "../command/option.ts";

/** What `cli/latency/<kind>.ts` exports: how `latency pull --from <kind>` makes its source. */
export interface SourceModule<O extends Options> {
  /** The source's own options. No two sources have an option of the same name, nor `latency pull` itself. */
  options: O;
  /**
   * Makes the source from its options.
   * @throws {UserError} if something is missing: a key, an address
   */
  open(values: Values<O>, stack: SourceStack): LatencySource | Promise<LatencySource>;
}

/** The stack that is pulled for, for sources that read its file. */
export interface SourceStack {
  /** The stack's name: `stg`. */
  name: string;
  /** Folder of the stack's file. */
  root: string;
}

/** A source, whichever options it has. */
export interface Source {
  options: Options;
  /** @param values of all sources' options */
  open(values: Values<Options>, stack: SourceStack): LatencySource | Promise<LatencySource>;
}

export function sourceOf<O extends Options>({ options, open }: SourceModule<O>): Source {
  // The command parses the options of all sources together, so the values have those of this one.
  return { options, open: (values, stack) => open(values as Values<O>, stack) };
}
