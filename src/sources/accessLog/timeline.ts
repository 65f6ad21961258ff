/** Parts at most. A power of two, so that a part's place is found by its last bits. */
const PARTS = 256;
const MINUTE = 60_000;

/**
 * The numbers and latencies of requests in equal parts of time, as short as they fit into a few kilobytes: a minute for
 * logs of four hours, about an hour for those of a week.
 */
export interface Timeline {
  /** Of a part, in milliseconds: a minute, doubled any number of times. */
  width: number;
  /** The numbers of the first and the last part that have requests, counted from 1970. */
  first: number;
  last: number;
  /** By the last bits of a part's number. */
  counts: Float64Array;
  sums: Float64Array;
}

/** A part of a timeline. */
export interface Part {
  /** In milliseconds since 1970. */
  from: number;
  to: number;
  requests: number;
  /** Sum of all latencies in milliseconds. */
  sum: number;
}

export function createTimeline(): Timeline {
  return {
    width: MINUTE,
    first: Number.POSITIVE_INFINITY,
    last: Number.NEGATIVE_INFINITY,
    counts: new Float64Array(PARTS),
    sums: new Float64Array(PARTS),
  };
}

/** Counts a request. @param time in milliseconds since 1970 */
export function addToTimeline(timeline: Timeline, time: number, ms: number): void {
  let part = Math.floor(time / timeline.width);
  while (Math.max(part, timeline.last) - Math.min(part, timeline.first) >= PARTS) {
    double(timeline);
    part = Math.floor(time / timeline.width);
  }
  if (part < timeline.first) timeline.first = part;
  if (part > timeline.last) timeline.last = part;
  add(timeline, part, 1, ms);
}

/** Returns the parts of several timelines together that have requests, in the width of the coarsest. */
export function partsOf(timelines: readonly Timeline[]): Part[] {
  const width = Math.max(MINUTE, ...timelines.map((timeline) => timeline.width));
  const parts = new Map<number, Part>();
  for (const timeline of timelines) {
    for (let part = timeline.first; part <= timeline.last; part++) {
      const [requests = 0, sum = 0] = [timeline.counts, timeline.sums].map(
        (all) => all[slot(part)],
      );
      if (requests === 0) continue;
      const number = Math.floor((part * timeline.width) / width);
      const known = parts.get(number);
      parts.set(number, {
        from: number * width,
        to: (number + 1) * width,
        requests: (known?.requests ?? 0) + requests,
        sum: (known?.sum ?? 0) + sum,
      });
    }
  }
  return [...parts.values()].toSorted((a, b) => a.from - b.from);
}

/** Makes each two parts one. */
function double(timeline: Timeline): void {
  const { first, last, counts, sums } = timeline;
  timeline.width *= 2;
  timeline.counts = new Float64Array(PARTS);
  timeline.sums = new Float64Array(PARTS);
  if (first > last) return;
  for (let part = first; part <= last; part++) {
    add(timeline, Math.floor(part / 2), counts[slot(part)] ?? 0, sums[slot(part)] ?? 0);
  }
  timeline.first = Math.floor(first / 2);
  timeline.last = Math.floor(last / 2);
}

function add({ counts, sums }: Timeline, part: number, count: number, sum: number): void {
  const at = slot(part);
  counts[at] = (counts[at] ?? 0) + count;
  sums[at] = (sums[at] ?? 0) + sum;
}

function slot(part: number): number {
  return part & (PARTS - 1);
}
