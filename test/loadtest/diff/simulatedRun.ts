import type { Run } from "../../../src/loadtest/diff/compareRuns.ts";
import type { ResponseTimes } from "../../../src/loadtest/statistics.ts";
import { sampleRecord, sampleRoute, sampleStatistics } from "../sampleRun.ts";

/** Medians of the routes in milliseconds, and the spread of their logarithms. */
const ROUTES = [
  { name: "/orders", median: 40, spread: 0.4, share: 0.6 },
  { name: "/orders/{orderId}", median: 15, spread: 0.3, share: 0.3 },
  { name: "/reports", median: 300, spread: 0.6, share: 0.1 },
];
const BLOCKS = 32;

interface World {
  seconds?: number;
  perSecond?: number;
  /** Factor of all times. */
  scale?: number;
  slower?: number;
  /** Standard deviation of the logarithm of a slow wave on all times, and for how many seconds it remembers itself. */
  drift?: number;
  memory?: number;
  /** Standard deviation of the logarithm of what is of one run alone. */
  ofRun?: number;
}

/** Returns a function that gives numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Returns a run whose response times depend on those near in time, as those of a busy machine do. */
export function simulatedRun(random: () => number, world: World = {}): Run {
  const { seconds = 96, perSecond = 100, scale = 1, slower = 1 } = world;
  const { drift = 0.01, memory = 5, ofRun = 0.004 } = world;
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const counted = Array.from({ length: BLOCKS }, () => ROUTES.map(() => new Map<number, number>()));
  const whole = normal() * ofRun;
  const keeps = Math.exp(-1 / memory);
  let wave = normal() * drift;
  for (let second = 0; second < seconds; second++) {
    wave = wave * keeps + normal() * drift * Math.sqrt(1 - keeps ** 2);
    // The tail suffers more from a busy machine than the median.
    const load = Math.exp(wave + whole);
    const block = Math.floor((second * BLOCKS) / seconds);
    for (let i = 0; i < perSecond; i++) {
      let chosen = random();
      const place = ROUTES.findIndex(({ share }) => {
        chosen -= share;
        return chosen < 0;
      });
      const { median = 1, spread = 1 } = ROUTES[place] ?? {};
      const ms = scale * slower * median * load * Math.exp(normal() * spread);
      const entry = Math.round(Math.log(ms) / Math.log(1.01));
      const times = counted[block]?.[place];
      times?.set(entry, (times.get(entry) ?? 0) + 1);
    }
  }
  const blocks = counted.map((routes, i) => ({
    from: (i * seconds) / BLOCKS,
    to: ((i + 1) * seconds) / BLOCKS,
    routes: [
      [-1, merged(routes)] as [number, ResponseTimes],
      ...routes.map((times, place): [number, ResponseTimes] => [place, merged([times])]),
    ],
  }));
  const routes = ROUTES.map(({ name }, place) =>
    sampleRoute("GET", name, merged(counted.map((block) => block[place] ?? new Map()))),
  );
  return {
    record: sampleRecord({
      started: new Date(0).toISOString(),
      ended: new Date(seconds * 1000).toISOString(),
    }),
    statistics: sampleStatistics(routes, {
      blocks,
      all: sampleRoute("", "", merged(counted.flat())),
    }),
  };
}

function merged(parts: readonly ReadonlyMap<number, number>[]): ResponseTimes {
  const all = new Map<number, number>();
  for (const part of parts) {
    for (const [entry, count] of part) all.set(entry, (all.get(entry) ?? 0) + count);
  }
  return [...all].sort((a, b) => a[0] - b[0]).map(([entry, count]) => [1.01 ** entry, count]);
}
