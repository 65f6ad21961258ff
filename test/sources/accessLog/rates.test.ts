import { describe, expect, test } from "vitest";
import { fitCapacity } from "../../../src/pull/fitCapacity.ts";
import type { SourceQuestion } from "../../../src/sources/source.ts";
import { envoyLine, filesOf, questionOf, sourceOf } from "./fixture.ts";

const START = Date.UTC(2026, 10, 27);
const HOUR = 3_600_000;
const USERS = "GET /users/{id}";

/** Half a day of a service of 2/s that is idle at night, with 0.05 to 1.5 requests a second. */
function log(): string {
  const lines: string[] = [];
  let at = START;
  while (at < START + 12 * HOUR) {
    const rate = 0.775 - 0.725 * Math.cos((2 * Math.PI * (at - START)) / (12 * HOUR));
    lines.push(
      envoyLine({ time: new Date(at).toISOString(), ms: Math.round(200 / (1 - rate / 2)) }),
    );
    at += 1_000 / rate;
  }
  return lines.join("\n");
}

async function ratesIn(text: string, rest: Partial<SourceQuestion> = {}, names = [USERS]) {
  const source = sourceOf({ files: filesOf({ "access.log": text }) });
  const question = questionOf(rest);
  await source.list(question);
  const [pairs = []] = (await source.rates?.(question, [names])) ?? [];
  return pairs;
}

describe("a log knows how busy and how fast a route was", () => {
  test("in equal parts of its time, from which the capacity follows", async () => {
    const pairs = await ratesIn(log());
    // Parts of four minutes; the last one is not whole.
    expect(pairs).toHaveLength(179);
    const fit = fitCapacity(pairs);
    if ("reason" in fit) throw new Error(fit.reason);
    expect(Math.abs(fit.capacity / 2 - 1)).toBeLessThan(0.05);
  });

  test("in the hours of the day that count", async () => {
    const pairs = await ratesIn(log(), { hours: { from: 5, to: 7, zone: "UTC" } });
    expect(pairs.length).toBeGreaterThan(20);
    expect(Math.min(...pairs.map(({ perSecond }) => perSecond))).toBeGreaterThan(1.2);
  });

  test("but not of names that no operation has, and not without times", async () => {
    expect(await ratesIn(log(), {}, [USERS, "GET /old"])).toEqual([]);
    expect(
      await ratesIn('{"method":"GET","path":"/users/7","status":200,"request_time":"0.005"}'),
    ).toEqual([]);
  });
});
