import { expect } from "vitest";
import type { Profile } from "../../src/latency/profile.ts";
import { quantile } from "../../src/latency/quantile.ts";
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

/** Requests of each shape. A mock has the quantiles of its profile in each hundred. */
const REQUESTS = 1_000;

/** As many requests are under way. */
const AT_ONCE = 60;

const PATHS = SHAPED_KEYS.map(
  (key) => `  ${key.split(" ")[1]}: { get: { responses: { 200: { description: ok } } } }`,
);
export const SHAPED_TABLE = compileText(`paths:\n${PATHS.join("\n")}`);

export function startShapedMock(): Promise<MockServer> {
  return startMockServer(
    { service: "users", table: SHAPED_TABLE, latency: { routes: SHAPES } },
    { port: 0, host: "127.0.0.1" },
  );
}

/** Asks for all shapes, and returns how long each answer took at the client, by route and in ascending order. */
export async function askShapes(
  send: (path: string) => Promise<unknown>,
): Promise<Map<string, Float64Array>> {
  const times = new Map(SHAPED_KEYS.map((key): [string, number[]] => [key, []]));
  const waiting = Array.from({ length: REQUESTS }, () => SHAPED_KEYS).flat();
  const askOneByOne = async () => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      const start = performance.now();
      await send(key.split(" ")[1] ?? "");
      times.get(key)?.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOneByOne));
  return new Map([...times].map(([key, list]) => [key, Float64Array.from(list).sort()]));
}

/**
 * Expects the quantiles of a route to be those of its profile, p50 and p95 to 5 % and p99 to 10 %, unless the requests
 * themselves took longer, as on a busy machine.
 *
 * @param roundedBy by how many milliseconds the source rounds
 */
export function expectShape(
  key: string,
  found: readonly { p: number; ms: number }[],
  times: ReadonlyMap<string, Float64Array>,
  roundedBy: number,
): void {
  expect(found.map(({ p }) => p)).toEqual(SHAPED_QUANTILES);
  for (const { p, ms } of found) {
    const asked = quantile(SHAPES[key] ?? { kind: "fixed", ms: 0 }, p);
    const tolerance = p > 0.95 ? 0.1 : 0.05;
    const took = nearestRank(times.get(key) ?? new Float64Array(), p);
    const least = asked * (1 - tolerance) - roundedBy;
    const most = Math.max(asked, took) * (1 + tolerance) + roundedBy;
    expect({ key, p, ms, asked, took, isRight: least <= ms && ms <= most }).toMatchObject({
      isRight: true,
    });
  }
}

function quantiles(...points: [p: number, ms: number][]): Profile {
  return { kind: "quantiles", points: points.map(([p, ms]) => ({ p, ms })) };
}
