import type { Problem } from "../problem.ts";
import type { Entry } from "../routing/entry.ts";
import { orderEntries } from "../routing/order.ts";

/** What a gateway is to know of the routed hosts. */
export interface KnownEntries {
  /** The plain header that carries route keys, in lower case. */
  keyHeader: string;
  /** Of every host and every stack, in any order. */
  entries: Entry[];
}

/** The entries of one Service by key, each once; those of a key with two destinations add problems. */
export function entriesOf(service: string, known: KnownEntries, problems: Problem[]): Entry[] {
  return orderEntries({ ...known, host: service, base: [], substitutions: [] }, problems);
}
