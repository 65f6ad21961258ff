import { systemClock } from "./delay.ts";
import { createJournal } from "./measure/journal.ts";
import { createMetrics, type Metrics } from "./measure/metrics.ts";
import type { RequestLog } from "./measure/requestLog.ts";
import { joinFamily } from "./measure/workers.ts";
import { DEFAULT_OPTIONS, type ServerOptions } from "./options.ts";
import { createServing } from "./serving.ts";
import { type ServedSite, type Site, sortPlaces } from "./sites.ts";
import type { ServerState } from "./state.ts";

/** How a server behaves, wherever it listens. */
interface Behaviour {
  options?: ServerOptions | undefined;
  /** How many requests the journal holds; undefined if none is kept. */
  journal?: number | undefined;
  log?: RequestLog | undefined;
}

/** Returns what a server serves, and a function that replaces its sites. Mocks keep their measurements by name. */
export function createState(
  sites: Site[],
  { options = DEFAULT_OPTIONS, journal: capacity, log }: Behaviour,
): { state: ServerState; replace(next: Site[]): void } {
  const metrics = new Map<string, Metrics>();
  const prepare = (next: Site[]): ServedSite[] =>
    sortPlaces(next).map(({ mock, ...place }) => {
      const known =
        metrics.get(mock.service) ?? createMetrics(next.length > 1 ? mock.service : undefined);
      metrics.set(mock.service, known);
      return { ...place, serving: createServing(mock, known, Math.random, options) };
    });
  const journal = capacity === undefined ? undefined : createJournal(capacity);
  const family = joinFamily({
    measurements: () => ({
      metrics: state.sites.map(({ serving }) => serving.measured(systemClock.now())),
      journal: journal?.entries(),
    }),
    clearJournal: () => journal?.clear(),
  });
  const state: ServerState = { sites: prepare(sites), draining: false, journal, log, ...family };
  return {
    state,
    replace(next) {
      state.sites = prepare(next);
      state.call = undefined;
    },
  };
}
