import type { Measurements } from "./measure/gather.ts";
import type { Journal } from "./measure/journal.ts";
import type { Serving } from "./serving.ts";
import type { Place } from "./sites.ts";

/** What a server serves now. */
export interface ServerState {
  /** In the order in which they are tried. */
  sites: readonly ServedSite[];
  /** Whether the server finishes what it has and takes nothing new. */
  draining: boolean;
  /** Undefined where none is kept. */
  journal: Journal | undefined;
  /** What this process and its siblings measured, and what their journals hold. */
  gather(): Promise<Measurements>;
  /** Empties the journals of this process and its siblings. */
  clearJournals(): Promise<void>;
}

/** A mock, made ready, and where it is reached. */
export interface ServedSite extends Place {
  serving: Serving;
}
