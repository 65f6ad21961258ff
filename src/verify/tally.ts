import { kindOf, type Outcome, type Question } from "./question.ts";

/**
 * What was measured of a route, in the order in which its requests were planned. A request counts once all requests
 * before it are answered: otherwise the quick answers would be counted first, and each look would find too low quantiles.
 */
export interface Tally {
  /** Times of the requests that count, in milliseconds since their planned departure; infinite without an answer. */
  times: number[];
  /** Their planned departures, in milliseconds since the start of the run. */
  departures: number[];
  /** The bands that they name. */
  bands: (string | undefined)[];
  faults: number;
  statuses: Map<string, number>;
  sent: number;
}

interface Settled {
  departure: number;
  time: number;
  outcome: Outcome;
}

/** Returns an empty tally, and a function that plans a request and returns the function that settles it. */
export function createTally(question: Question): {
  tally: Tally;
  plan(departure: number): (outcome: Outcome, now: number) => void;
} {
  const tally: Tally = {
    times: [],
    departures: [],
    bands: [],
    faults: 0,
    statuses: new Map(),
    sent: 0,
  };
  /** Requests that are settled before one that was planned earlier, by their numbers. */
  const early = new Map<number, Settled>();
  let next = 0;

  const count = ({ departure, time, outcome }: Settled) => {
    const { status, band } = outcome;
    tally.statuses.set(String(status), (tally.statuses.get(String(status)) ?? 0) + 1);
    const kind = kindOf(question, outcome);
    if (kind === "fault") {
      tally.faults++;
      return;
    }
    tally.times.push(kind === "answer" ? time : Number.POSITIVE_INFINITY);
    tally.departures.push(departure);
    tally.bands.push(band);
  };

  return {
    tally,
    plan(departure) {
      const number = tally.sent++;
      return (outcome, now) => {
        early.set(number, { departure, time: now - departure, outcome });
        for (let settled = early.get(next); settled !== undefined; settled = early.get(next)) {
          early.delete(next++);
          count(settled);
        }
      };
    },
  };
}
