import type { JournalEntry } from "./journal.ts";
import { type Metrics, sumMetrics } from "./metrics.ts";

/** The measurements of one process of a server. */
export interface Measurements {
  /** One entry for each mock, in the same order in all processes. */
  metrics: Metrics[];
  /** Undefined if no journal is kept. */
  journal: JournalEntry[] | undefined;
}

/** Returns the measurements of all processes of a server as one. */
export function joinMeasurements(all: Measurements[]): Measurements {
  const [first] = all;
  const journals = all.flatMap(({ journal }) => journal ?? []);
  return {
    metrics: (first?.metrics ?? []).map((_, i) =>
      sumMetrics(all.flatMap((one) => one.metrics[i] ?? [])),
    ),
    journal: first?.journal && journals.toSorted((a, b) => (a.time < b.time ? -1 : 1)),
  };
}
