import { expect } from "vitest";
import type { Profile } from "../../src/latency/profile.ts";
import { quantile } from "../../src/latency/quantile.ts";
import type { JournalEntry } from "../../src/server/measure/journal.ts";
import { type MockServer, startMockServer } from "../../src/server/mockServer.ts";
import { nearestRank } from "../../src/verify/judge/judge.ts";
import { compileText } from "../server/fixture.ts";

/** A log-normal service, one with two humps, and a fixed delay. */
const SHAPES: Record<string, Profile> = {
  "GET /lognormal": quantiles([0.5, 20], [0.95, 120]),
  "GET /humps": quantiles([0.5, 15], [0.75, 20], [0.85, 300], [0.99, 400]),
  "GET /fixed": { kind: "fixed", ms: 80 },
};

export const SHAPED_KEYS = Object.keys(SHAPES);
export const SHAPED_QUANTILES = [0.5, 0.95, 0.99];

/** Requests of each shape. */
const REQUESTS = 1_000;

/** Requests of all shapes. */
export const SHAPED_REQUESTS = SHAPED_KEYS.length * REQUESTS;

/** As many requests are under way. */
const AT_ONCE = 60;

const PATHS = SHAPED_KEYS.map(
  (key) => `  ${key.split(" ")[1]}: { get: { responses: { 200: { description: ok } } } }`,
);
export const SHAPED_TABLE = compileText(`paths:\n${PATHS.join("\n")}`);

/** What the requests of a route took, in milliseconds and in ascending order. */
export interface ShapedTimes {
  /** As the mock's journal has it. */
  atMock: Float64Array;
  /** As their client saw it. */
  atClient: Float64Array;
}

/** Starts a mock with all shapes, whose journal keeps all requests of `askShapes`. */
export function startShapedMock(): Promise<MockServer> {
  return startMockServer(
    { service: "users", table: SHAPED_TABLE, latency: { routes: SHAPES } },
    { port: 0, host: "127.0.0.1", journal: SHAPED_REQUESTS },
  );
}

/** Asks a mock for all shapes, and returns the times of each route. */
export async function askShapes(
  mock: MockServer,
  send: (path: string) => Promise<unknown>,
): Promise<Map<string, ShapedTimes>> {
  const atClient = new Map(SHAPED_KEYS.map((key): [string, number[]] => [key, []]));
  const waiting = Array.from({ length: REQUESTS }, () => SHAPED_KEYS).flat();
  const askOneByOne = async () => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      const start = performance.now();
      await send(key.split(" ")[1] ?? "");
      atClient.get(key)?.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOneByOne));
  const journal = await fetch(`${mock.url}/_understudy/requests?limit=${SHAPED_REQUESTS}`);
  const entries = ((await journal.json()) as { requests: JournalEntry[] }).requests;
  return new Map(
    SHAPED_KEYS.map((key) => {
      const atMock = entries.filter(({ route }) => route === key).map(({ ms }) => ms);
      expect(atMock).toHaveLength(REQUESTS);
      return [key, { atMock: ascending(atMock), atClient: ascending(atClient.get(key) ?? []) }];
    }),
  );
}

/**
 * Expects a source's quantiles of a route to lie between what its requests took at the mock and at their client, p50 and
 * p95 to 5 % and p99 to 10 %, and those of the mock to be those of its profile: of each hundred requests one is in each
 * hundredth of the profile, at a random place in it. On a busy machine all may be slower.
 *
 * @param roundedBy by how many milliseconds the source rounds
 */
export function expectShape(
  key: string,
  found: readonly { p: number; ms: number }[],
  times: ReadonlyMap<string, ShapedTimes>,
  roundedBy: number,
): void {
  expect(found.map(({ p }) => p)).toEqual(SHAPED_QUANTILES);
  const { atMock, atClient } = times.get(key) ?? { atMock: ascending([]), atClient: ascending([]) };
  for (const { p, ms } of found) {
    const tolerance = p > 0.95 ? 0.1 : 0.05;
    const made = nearestRank(atMock, p);
    expect(ms, `p${100 * p} of ${key}`).toBeGreaterThanOrEqual(made * (1 - tolerance) - roundedBy);
    expect(ms, `p${100 * p} of ${key}`).toBeLessThanOrEqual(
      nearestRank(atClient, p) * (1 + tolerance) + roundedBy,
    );
    const asked = quantile(SHAPES[key] ?? { kind: "fixed", ms: 0 }, p - 0.01);
    // The mock's timer counts as due half a millisecond early.
    expect(made, `p${100 * p} of ${key} at the mock`).toBeGreaterThanOrEqual(asked - 0.5);
  }
}

function ascending(times: readonly number[]): Float64Array {
  return Float64Array.from(times).sort();
}

function quantiles(...points: [p: number, ms: number][]): Profile {
  return { kind: "quantiles", points: points.map(([p, ms]) => ({ p, ms })) };
}
