import { addLatency, createSketch, type Sketch } from "../../latency/sketch.ts";
import type { ListedName } from "../source.ts";
import { addToTimeline, createTimeline, type Timeline } from "./timeline.ts";

/** What is counted for one name. */
export interface NameTally {
  latencies: Sketch;
  /** The same requests by time, for names of operations. */
  timeline?: Timeline;
  /** Requests that do not count, by status. */
  apart: Map<number, number>;
}

/**
 * Counts of requests by name. The names of operations are all kept; of the others, of which there may be any number,
 * those that are most frequent.
 */
export interface Tally {
  operations: Map<string, NameTally>;
  others: Map<string, NameTally>;
  /** Requests whose names are not kept. */
  dropped: number;
}

/** Other names that are kept at once. When there are more, the rarer half is dropped. */
const KEPT = 1_000;

/** The name under which requests are listed whose names are not kept. */
const DROPPED = "(rarer paths)";

export function createTally(): Tally {
  return { operations: new Map(), others: new Map(), dropped: 0 };
}

function createNameTally(): NameTally {
  return { latencies: createSketch(), apart: new Map() };
}

/** Returns the counts of an operation's name. */
export function operationName(tally: Tally, name: string): NameTally {
  const known = tally.operations.get(name);
  if (known !== undefined) return known;
  const created = { ...createNameTally(), timeline: createTimeline() };
  tally.operations.set(name, created);
  return created;
}

/** Returns the counts of a name that no operation explains. */
export function otherName(tally: Tally, name: string): NameTally {
  const known = tally.others.get(name);
  if (known !== undefined) return known;
  if (tally.others.size >= KEPT) dropRarer(tally);
  const created = createNameTally();
  tally.others.set(name, created);
  return created;
}

/** Counts an answer that took `ms`. @param time not a number if the log has none */
export function countLatency({ latencies, timeline }: NameTally, ms: number, time: number): void {
  addLatency(latencies, ms);
  if (timeline !== undefined && !Number.isNaN(time)) addToTimeline(timeline, time, ms);
}

/** Counts an answer whose latency does not count. */
export function countApart({ apart }: NameTally, status: number): void {
  apart.set(status, (apart.get(status) ?? 0) + 1);
}

/** Returns the number of all requests, those that do not count too. */
export function requestsOfTally({ operations, others, dropped }: Tally): number {
  return [...operations.values(), ...others.values()]
    .map(requestsOf)
    .reduce((sum, count) => sum + count, dropped);
}

/** Returns all names, the most frequent ones first. */
export function listedNames(tally: Tally): ListedName[] {
  const names = [...tally.operations, ...tally.others].map(([name, { latencies, apart }]) => ({
    name,
    requests: latencies.total,
    apart: Object.fromEntries([...apart].map(([status, count]) => [statusText(status), count])),
  }));
  if (tally.dropped > 0) names.push({ name: DROPPED, requests: tally.dropped, apart: {} });
  return names.toSorted((a, b) => b.requests - a.requests || (a.name < b.name ? -1 : 1));
}

function statusText(status: number): string {
  return status === 0 ? "no answer" : String(status);
}

function dropRarer(tally: Tally): void {
  const byCount = [...tally.others]
    .map(([name, counts]) => ({ name, count: requestsOf(counts) }))
    .toSorted((a, b) => a.count - b.count);
  for (const { name, count } of byCount.slice(0, KEPT / 2)) {
    tally.others.delete(name);
    tally.dropped += count;
  }
}

function requestsOf({ latencies, apart }: NameTally): number {
  return [...apart.values()].reduce((sum, count) => sum + count, latencies.total);
}
