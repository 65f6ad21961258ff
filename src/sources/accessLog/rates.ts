import { dailyWindows, type Window } from "../dailyWindows.ts";
import type { DailyHours, RatePair } from "../source.ts";
import type { Tally } from "./tally.ts";
import { partsOf } from "./timeline.ts";

/**
 * Returns how busy and how fast names were, part by part of the log's time; nothing if it is not known of one of them. A
 * part that lies only partly in the time that counts is left out, because its rate is not known.
 */
export function ratesOf(
  { operations }: Tally,
  names: readonly string[],
  covers: Window,
  hours: DailyHours | undefined,
): RatePair[] {
  const timelines = names.flatMap((name) => operations.get(name)?.timeline ?? []);
  if (timelines.length < names.length) return [];
  const windows = dailyWindows(covers, hours);
  return partsOf(timelines)
    .filter((part) =>
      windows.some(({ from, to }) => part.from >= from.getTime() && part.to <= to.getTime()),
    )
    .map(({ from, to, requests, sum }) => ({
      requests,
      perSecond: requests / ((to - from) / 1_000),
      ms: sum / requests,
    }));
}
