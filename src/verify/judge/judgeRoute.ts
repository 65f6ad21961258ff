import { type Decision, type JudgedQuantile, judgeQuantiles, together } from "./judge.ts";
import { type JudgedBands, judgeBands } from "./judgeBands.ts";
import type { Target } from "./target.ts";
import type { Tolerance } from "./tolerance.ts";

/** What one look at a route finds. */
export interface Judgement {
  verdict: Decision;
  requests: number;
  quantiles: JudgedQuantile[];
  bands?: JudgedBands;
}

/** The times of a route's answers, and the bands that they name. */
export interface Measured {
  times: readonly number[];
  bands: readonly (string | undefined)[];
}

/** Judges a route as a whole and, if the mesh makes a distribution, in its bands. */
export function judgeRoute(
  { times, bands }: Measured,
  target: Target,
  tolerance: Tolerance,
  alpha: number,
): Judgement {
  const quantiles = judgeQuantiles(Float64Array.from(times).sort(), target, tolerance, alpha);
  const judged =
    target.bands && judgeBands(byBand({ times, bands }), target.bands, tolerance, alpha);
  const parts = [...quantiles, ...(judged ? [judged] : [])];
  return {
    verdict: times.length === 0 ? "undecided" : together(parts),
    requests: times.length,
    quantiles,
    ...(judged && { bands: judged }),
  };
}

function byBand({ times, bands }: Measured): Map<string, Float64Array> {
  const lists = new Map<string, number[]>();
  for (const [i, time] of times.entries()) {
    const name = bands[i] ?? "";
    const list = lists.get(name);
    if (list === undefined) lists.set(name, [time]);
    else list.push(time);
  }
  return new Map([...lists].map(([name, list]) => [name, Float64Array.from(list).sort()]));
}
