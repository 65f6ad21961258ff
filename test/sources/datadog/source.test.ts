import { afterEach, describe, expect, test } from "vitest";
import type { Profile } from "../../../src/latency/profile.ts";
import { quantile } from "../../../src/latency/quantile.ts";
import { sampler } from "../../../src/latency/sample.ts";
import { seededRandom } from "../../../src/server/values/random.ts";
import { datadogSource } from "../../../src/sources/datadog/source.ts";
import { type DatadogServer, serveDatadog } from "./datadogServer.ts";
import { apiOf, questionOf, spans } from "./fixture.ts";

let server: DatadogServer | undefined;
afterEach(() => server?.close());

type Options = Parameters<typeof serveDatadog>[0];

async function sourceOf(options: Options, own: Parameters<typeof datadogSource>[1] = {}) {
  server = await serveDatadog(options);
  const api = apiOf(server);
  return { source: datadogSource(api, own), api, server };
}

describe("round trip", () => {
  const profiles: Record<string, Profile> = {
    "GET /fixed": { kind: "fixed", ms: 120 },
    "GET /lognormal": { kind: "lognormal", median: 20, p99: 519 },
    "GET /humps": {
      kind: "quantiles",
      points: [
        { p: 0.01, ms: 4 },
        { p: 0.69, ms: 6 },
        { p: 0.71, ms: 180 },
        { p: 0.99, ms: 240 },
      ],
    },
  };

  test("known profiles come back: p50 and p95 within 5 %, p99 within 10 %", async () => {
    const all = Object.entries(profiles).map(([resource, profile]) => {
      const draw = sampler(profile, seededRandom(resource));
      return spans(resource, 0, { seconds: Array.from({ length: 20_000 }, () => draw() / 1000) });
    });
    const { source } = await sourceOf({ spans: all });
    const question = questionOf(Object.keys(profiles));
    const { names } = await source.list(question);
    const sets = names.map(({ name }) => [name]);
    const measured = await source.measure(question, sets);
    for (const [key, profile] of Object.entries(profiles)) {
      const route = question.table.routes.find((candidate) => candidate.key === key);
      const own = route === undefined ? [] : source.namesOf(route, question.table);
      const at = names.findIndex(({ name }) => own.includes(name));
      expect(measured[at]?.requests).toBe(20_000);
      for (const { p, ms } of measured[at]?.quantiles ?? []) {
        const target = quantile(profile, p);
        expect(Math.abs(ms / target - 1), `${key} p${p}`).toBeLessThan(p < 0.99 ? 0.05 : 0.1);
      }
      expect(measured[at]?.quantiles.map(({ p }) => p)).toEqual([0.5, 0.95, 0.99]);
    }
  });

  test("the quantiles of several names are those of all their requests, not a mean of quantiles", async () => {
    const fast = spans("GET /users/{id}", 900, { seconds: new Array(900).fill(0.01) });
    const slow = spans("GET /v1/users/{id}", 100, { seconds: new Array(100).fill(1) });
    const { source } = await sourceOf({ spans: [fast, slow] });
    const question = questionOf(["GET /users/{id}"], { quantiles: [0.5, 0.85, 0.95] });
    await source.list(question);
    const [both] = await source.measure(question, [["get_/users/_id", "get_/v1/users/_id"]]);
    expect(both?.requests).toBe(1000);
    expect(both?.quantiles.map(({ ms }) => Math.round(ms / 10) * 10)).toEqual([10, 10, 1000]);
  });
});

describe("which requests count", () => {
  test("answers that are no successes are counted apart by status, and not measured", async () => {
    const { source } = await sourceOf({
      spans: [
        spans("GET /pets", 500),
        spans("GET /pets", 100, { status: 304 }),
        spans("GET /pets", 300, { status: 404, seconds: new Array(300).fill(0.0001) }),
        spans("GET /pets", 20, { status: 504, seconds: new Array(20).fill(60), error: true }),
        spans("GET /pets", 3, { status: undefined as never, seconds: new Array(3).fill(60) }),
      ],
    });
    const question = questionOf(["GET /pets"]);
    const { names, query, notes } = await source.list(question);
    expect(names).toEqual([
      { name: "get_/pets", requests: 600, apart: { 404: 300, 504: 20, unknown: 3 } },
    ]);
    expect(notes).toEqual([]);
    expect(query).toBe(
      `trace.express.request{service:shop AND env:prod AND (http.status_code:2* OR http.status_code:3*)} by {resource_name} at ${new URL(server?.url ?? "").host}`,
    );
    const [measured] = await source.measure(question, [["get_/pets"]]);
    expect(measured?.requests).toBe(600);
    for (const { ms } of measured?.quantiles ?? []) expect(Math.abs(ms - 10)).toBeLessThan(0.2);
  });

  test("without status codes all answers count, and the user is told how many are errors", async () => {
    const none = { status: undefined as never };
    const { source } = await sourceOf({
      spans: [spans("GET /pets", 500, none), spans("GET /pets", 7, { ...none, error: true })],
    });
    const question = questionOf(["GET /pets"]);
    const { names, notes } = await source.list(question);
    expect(names).toEqual([{ name: "get_/pets", requests: 507, apart: {} }]);
    expect(notes).toEqual([
      "trace.express.request.hits has no tag http.status_code, so answers of all statuses count, also the 7 that are errors.",
    ]);
    expect((await source.measure(question, [["get_/pets"]]))[0]?.requests).toBe(507);
  });

  test("single status codes are asked for by themselves", async () => {
    const { source, server } = await sourceOf({
      spans: [spans("GET /pets", 50, { status: 404 }), spans("GET /pets", 70, { status: 410 })],
    });
    const accepts = (status: number) => status === 404 || status === 410;
    const question = questionOf(["GET /pets"], { statuses: { text: "404,410", accepts } });
    await source.list(question);
    const [measured] = await source.measure(question, [["get_/pets"]]);
    expect(measured?.requests).toBe(120);
    expect(JSON.stringify(server.received.at(-1))).toContain("http.status_code IN (404,410)");
  });
});

describe("the same hours of each day", () => {
  const hours = { from: 10, to: 22, zone: "Asia/Tokyo" };
  const day = (date: number, hour: number) =>
    new Date(`2026-11-${date}T${String(hour).padStart(2, "0")}:30:00Z`);

  /** Peaks that are slower on each day than on the one before, nights of a millisecond, and failures. */
  function week() {
    const draw = seededRandom("week");
    const peaks = [20, 21, 22, 23, 24, 25, 26].flatMap((date, i) => {
      const profile: Profile = { kind: "lognormal", median: 20 * (1 + i / 3), p99: 500 };
      const next = sampler(profile, draw);
      const seconds = Array.from({ length: 2000 + 500 * i }, () => next() / 1000);
      return spans("GET /pets", 0, { at: day(date, 5), seconds });
    });
    const nights = [20, 21, 22].map((date) =>
      spans("GET /pets", 5000, { at: day(date, 18), seconds: new Array(5000).fill(0.001) }),
    );
    const failures = spans("GET /pets", 100, { at: day(21, 5), status: 500 });
    return { peaks, all: [...peaks, ...nights, failures] };
  }

  test("are measured as one distribution: p50 and p95 within 2 %, p99 within 4 %", async () => {
    const { peaks, all } = week();
    const { source, server } = await sourceOf({ spans: all });
    const question = questionOf(["GET /pets"], { hours, quantiles: [0.5, 0.95, 0.99] });
    const { names } = await source.list(question);
    expect(names).toEqual([{ name: "get_/pets", requests: 24_500, apart: { 500: 100 } }]);
    const [measured] = await source.measure(question, [["get_/pets"]]);
    expect(measured?.requests).toBe(24_500);
    const exact = Float64Array.from(peaks.flatMap(({ seconds }) => seconds)).sort();
    for (const { p, ms, bounds } of measured?.quantiles ?? []) {
      const truth = (exact[Math.floor(p * exact.length)] ?? 0) * 1000;
      expect(Math.abs(ms / truth - 1), `p${p}`).toBeLessThan(p < 0.99 ? 0.02 : 0.04);
      expect(bounds?.from).toBeLessThan(truth);
      expect(bounds?.to).toBeGreaterThan(truth);
    }
    expect(measured?.quantiles).toHaveLength(3);
    // The span, its environment, three counts and two parts of the distribution for each of seven days.
    expect(server.received).toHaveLength(2 + 7 * 5);
  });

  test("of one day are one window, whose quantiles are asked for directly", async () => {
    const { all } = week();
    const { source, server } = await sourceOf({ spans: all });
    const from = new Date("2026-11-20T00:00:00Z");
    const question = questionOf(["GET /pets"], {
      hours,
      from,
      to: new Date("2026-11-21T00:00:00Z"),
    });
    await source.list(question);
    const [measured] = await source.measure(question, [["get_/pets"]]);
    expect(measured?.requests).toBe(2000);
    expect(measured?.quantiles[0]).not.toHaveProperty("bounds");
    expect(server.received).toHaveLength(2 + 3 + 1);
  });

  test("several names, and names that a limit of groups has left out, are parts of the distribution too", async () => {
    const keys = Array.from({ length: 30 }, (_, i) => `GET /things${i}`);
    const days = [20, 21].map((date) => day(date, 5));
    const options: Options = {
      spans: keys.flatMap((key) => days.map((at) => spans(key, 10, { at }))),
    };
    const { source } = await sourceOf(options);
    const question = questionOf(keys, { hours });
    const names = (await source.list(question)).names.map(({ name }) => name);
    options.groups = 20;
    const measured = await source.measure(question, [names.slice(0, 28), names.slice(28)]);
    expect(measured.map(({ requests }) => requests)).toEqual([560, 40]);
    for (const { ms } of measured.flatMap(({ quantiles }) => quantiles)) {
      expect(Math.abs(ms - 10)).toBeLessThan(0.2);
    }
    options.groups = 1000;
    const [all] = await source.measure(question, [names]);
    expect(all?.requests).toBe(600);
    expect(all?.quantiles).toHaveLength(3);
  });
});

describe("how busy and how fast", () => {
  /** An hour with one more request in each minute, which take longer and longer. */
  const hour = Array.from({ length: 60 }, (_, minute) =>
    spans("GET /pets", 0, {
      at: new Date(Date.UTC(2026, 10, 22, 10, minute, 30)),
      seconds: new Array(60 * (minute + 1)).fill(0.1 / (1 - minute / 100)),
    }),
  );
  const from = new Date("2026-11-22T10:00:00Z");
  const to = new Date("2026-11-22T11:00:00Z");

  test("operations are, is told minute by minute, but for the last", async () => {
    const other = spans("GET /v1/pets", 60, { at: new Date("2026-11-22T10:00:10Z") });
    const failed = spans("GET /pets", 600, { at: new Date("2026-11-22T10:00:10Z"), status: 500 });
    const { source, server } = await sourceOf({ spans: [...hour, other, failed] });
    const question = questionOf(["GET /pets"], { from, to });
    await source.list(question);
    server.received.length = 0;
    const [pairs] = (await source.rates?.(question, [["get_/pets", "get_/v1/pets"]])) ?? [];
    expect(pairs).toHaveLength(59);
    expect(pairs?.[0]?.perSecond).toBe(2);
    expect(pairs?.[0]?.ms).toBeCloseTo(55, 6);
    expect(pairs?.[50]?.perSecond).toBe(51);
    expect(pairs?.[50]?.ms).toBeCloseTo(200, 6);
    expect(pairs?.[50]?.requests).toBe(60 * 51);
    expect(server.received).toHaveLength(1);
  });

  test("a partial answer has no times, and the pull is one without them", async () => {
    const options: Options = { spans: hour, next: [] };
    const { source } = await sourceOf(options);
    const question = questionOf(["GET /pets"], { from, to });
    await source.list(question);
    options.next?.push({ errors: "too many points" });
    expect(await source.rates?.(question, [["get_/pets"]])).toEqual([[]]);
  });
});

describe("few requests", () => {
  test("a thousand operations take a handful", async () => {
    const keys = Array.from({ length: 1000 }, (_, i) => `GET /things${i}/{id}`);
    const { source, server } = await sourceOf({ spans: keys.map((key) => spans(key, 2)) });
    const question = questionOf(keys);
    const { names } = await source.list(question);
    const measured = await source.measure(
      question,
      names.map(({ name }) => [name]),
    );
    expect(measured.filter(({ quantiles }) => quantiles.length === 3)).toHaveLength(1000);
    expect(server.received.map(({ path }) => path.replace(/\?.*/, ""))).toEqual([
      "/api/v1/metrics",
      ...new Array(5).fill("/api/v2/query/scalar"),
    ]);
  });

  test("names that a limit of groups has left out of the quantiles are asked for again by name", async () => {
    const keys = Array.from({ length: 30 }, (_, i) => `GET /things${i}`);
    const options: Options = { spans: keys.map((key) => spans(key, 10)) };
    const { source, server } = await sourceOf(options);
    const question = questionOf(keys);
    const sets = (await source.list(question)).names.map(({ name }) => [name]);
    options.groups = 20;
    const measured = await source.measure(question, sets);
    expect(measured.map(({ quantiles }) => quantiles.length)).toEqual(new Array(30).fill(3));
    expect(JSON.stringify(server.received.at(-1))).toContain("resource_name IN (");
  });

  test("requests that a limit of groups has left out of the list are told", async () => {
    const keys = Array.from({ length: 30 }, (_, i) => `GET /things${i}`);
    const { source } = await sourceOf({ spans: keys.map((key) => spans(key, 10)), groups: 20 });
    const { names, notes } = await source.list(questionOf(keys));
    expect(names).toHaveLength(20);
    expect(notes).toEqual([
      "Datadog's answer has 200 of 300 requests by name: it is limited in the number of groups. An operation that seems never to be called may be among the others. A shorter --window has fewer names.",
    ]);
  });
});
