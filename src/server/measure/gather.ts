import type { JournalEntry } from "./journal.ts";
import { type Metrics, sumMetrics } from "./metrics.ts";

/** What one process of a server knows of the requests that it answered. */
export interface Measurements {
  /** One a mock, in the same order in all processes. */
  metrics: Metrics[];
  /** Undefined where no journal is kept. */
  journal: JournalEntry[] | undefined;
}

/** What all processes of a server know together. */
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
