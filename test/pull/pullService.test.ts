import { describe, expect, test, vi } from "vitest";
import { readLatencyText } from "../../src/latency/file.ts";
import type { LatencyConfig } from "../../src/latency/planLatency.ts";
import type { Route } from "../../src/openapi/table/table.ts";
import { entryText } from "../../src/pull/entry.ts";
import { type PullQuestion, pullService } from "../../src/pull/pullService.ts";
import { EVERYTHING } from "../../src/pull/pullWindow.ts";
import type { LatencySource, ListedName, Listing, Measurement } from "../../src/sources/source.ts";
import { compileFiles, document31 } from "../openapi/documents.ts";

const DOCUMENT = document31(
  Object.fromEntries(
    ["/users", "/users/me", "/users/{id}", "/orders/{id}"].map((path) => [
      path,
      { get: { responses: { 200: { description: "ok" } } } },
    ]),
  ),
);

const SETTINGS: LatencyConfig = { inject: "mock", enabled: true, routes: {} };

/** A source that names routes by their paths, with each parameter as `?`, and measures p50 = 10 ms and p95 = 60 ms. */
function sourceOf(requests: Record<string, number>, more: Partial<Listing> = {}) {
  const asked: (readonly string[])[] = [];
  const names = Object.entries(requests).map(
    ([name, count]): ListedName => ({ name, requests: count, apart: {} }),
  );
  const source: LatencySource = {
    kind: "test",
    wholeByDefault: true,
    namesOf: ({ path }: Route) => [
      path.replace(/\{[^}]+\}/, "?"),
      path.replace("me", "?").replace(/\{[^}]+\}/, "?"),
    ],
    list: async () => ({ names, query: "all of it", notes: [], ...more }),
    async measure(_, sets) {
      asked.push(...sets);
      return sets.map((set) =>
        measurement(set.reduce((sum, name) => sum + (requests[name] ?? 0), 0)),
      );
    },
  };
  return { source, asked };
}

function measurement(requests: number): Measurement {
  const quantiles = [
    { p: 0.5, ms: 10 },
    { p: 0.95, ms: 60 },
  ];
  return { requests, quantiles };
}

function questionOf(source: LatencySource, more: Partial<PullQuestion> = {}): PullQuestion {
  return {
    source,
    window: EVERYTHING,
    statuses: { text: "2xx,3xx", accepts: () => true },
    statusesChosen: false,
    rules: { minSamples: 100, force: false },
    serviceWide: false,
    ...more,
  };
}

function pullFrom(
  { source }: { source: LatencySource },
  options: {
    file?: string;
    settings?: Partial<LatencyConfig>;
    question?: Partial<PullQuestion>;
  } = {},
) {
  const { file, settings, question } = options;
  const service = {
    name: "users",
    table: compileFiles({ "users.json": DOCUMENT }).table,
    file: file === undefined ? undefined : readLatencyText("users.latency.yaml", file, []),
    settings: { ...SETTINGS, ...settings },
  };
  return pullService(service, questionOf(source, question));
}

test("a capacity that the source's rates give is written, and only where the mock makes the delays", async () => {
  const busy = Array.from({ length: 40 }, (_, i) =>
    i % 2 === 0
      ? { requests: 60, perSecond: 1, ms: 20 / 0.99 }
      : { requests: 3_000, perSecond: 50, ms: 40 },
  );
  const { source } = sourceOf({ "/users": 1_000 });
  const rates = async (_: unknown, sets: readonly unknown[]) => sets.map(() => busy);
  const last = async (inject: LatencyConfig["inject"]) =>
    (await pullFrom({ source: { ...source, rates } }, { settings: { inject } })).routes.at(-1);
  expect((await last("mock"))?.edit?.profile).toEqual({
    points: [
      { p: 0.5, ms: 5.05 },
      { p: 0.95, ms: 30.3 },
    ],
    load: { capacity: 100, queue: 100 },
  });
  expect((await last("mesh"))?.edit?.profile).not.toHaveProperty("load");
  expect((await last("mesh"))?.capacity).toMatch(/^capacity 100\/s /);
});

test("every route is in the answer once, with its quantiles or the reason why it has none", async () => {
  const source = sourceOf({ "/users": 1_000, "/orders/?": 99 });
  const { routes } = await pullFrom(source);
  expect(routes.map(({ route, points, reason }) => [route, points.length, reason])).toEqual([
    ["GET /users/me", 0, "never called"],
    ["GET /users/{id}", 0, "never called"],
    ["GET /orders/{id}", 0, "99 requests, fewer than 100"],
    ["GET /users", 2, undefined],
  ]);
});

describe("names", () => {
  test("a name of two routes is listed with both, and neither gets its requests", async () => {
    const source = sourceOf({ "/users/?": 500, "/users/me": 200 });
    const { routes, ambiguous } = await pullFrom(source);
    expect(ambiguous).toEqual([
      { name: "/users/?", requests: 500, apart: {}, routes: ["GET /users/me", "GET /users/{id}"] },
    ]);
    expect(source.asked).toEqual([["/users/me"]]);
    expect(routes.find(({ route }) => route === "GET /users/{id}")?.reason).toBe(
      '"/users/?" may be its name, or that of GET /users/me',
    );
  });

  test("a route that has other names too says what it may lack", async () => {
    const { routes } = await pullFrom(sourceOf({ "/users/?": 500, "/users/me": 200 }));
    expect(routes.find(({ route }) => route === "GET /users/me")?.remarks).toEqual([
      '"/users/?" may be its name, or that of GET /users/{id}',
    ]);
  });

  test("a name in the stack that the source does not have is said", async () => {
    const names = { "Users#shwo": "GET /users" };
    const { notes } = await pullFrom(sourceOf({ "/users": 100 }), { settings: { names } });
    expect(notes).toEqual(["latency.names has names without requests in the window: Users#shwo."]);
  });

  test("a source is told the stack's names, so that it asks for no map of them", async () => {
    const { source } = sourceOf({ users_show: 100 });
    source.formsOf = () => ["users_show"];
    const list = vi.spyOn(source, "list");
    const names = { "Users#show": "GET /users/{id}" };
    await pullFrom({ source }, { settings: { names } });
    expect(list.mock.calls[0]?.[0].given).toEqual(new Set(["Users#show", "users_show"]));
  });

  test("the stack's names may be as the code has them, where the source has other forms", async () => {
    const { source } = sourceOf({ users_show: 100 });
    source.formsOf = () => ["users_show"];
    const names = { "Users#show": "GET /users/{id}" };
    const { unexplained, notes } = await pullFrom({ source }, { settings: { names } });
    expect({ unexplained, notes }).toEqual({ unexplained: [], notes: [] });
  });

  test("the stack's names win over those made from routes, and explain others", async () => {
    const source = sourceOf({ "/users/?": 500, "Users#show": 300, "/users": 100 });
    const names = { "/users/?": "GET /users/{id}", "Users#show": "GET /users/{id}" };
    const { ambiguous, unexplained } = await pullFrom(source, { settings: { names } });
    expect([ambiguous, unexplained]).toEqual([[], []]);
    expect(source.asked).toEqual([["/users/?", "Users#show"], ["/users"]]);
  });

  test("a name that no route has is listed with its share of all requests", async () => {
    const source = sourceOf({ "/users": 700, "/old": 100, "/health": 200 });
    const { unexplained } = await pullFrom(source);
    expect(unexplained.map(({ name, share }) => [name, share])).toEqual([
      ["/health", 0.2],
      ["/old", 0.1],
    ]);
  });
});

describe("the file", () => {
  const pulled = (time: string, requests = 1_000) =>
    `pulled: { source: test, requests: ${requests}, window: everything, time: ${time}, query: all of it }`;

  async function stateOf(file: string, question?: Partial<PullQuestion>) {
    const options = { file, ...(question && { question }) };
    const { routes } = await pullFrom(sourceOf({ "/users": 1_000 }), options);
    return routes.find(({ route }) => route === "GET /users")?.file;
  }

  test("gets a profile for a route without one", async () => {
    expect(await stateOf("default: { p95: 1ms }")).toBe("add");
  });

  test("keeps what was written by hand, unless that is overwritten by force", async () => {
    const byHand = "routes: { GET /users: { p50: 10ms, p95: 60ms } }";
    expect(await stateOf(byHand)).toBe("handWritten");
    expect(await stateOf(byHand, { rules: { minSamples: 100, force: true } })).toBe("replace");
  });

  test("stays as it is if only the time of the pull differs", async () => {
    const old = (more: string) => `routes: { GET /users: { p50: 10ms, p95: 60ms, ${more} } }`;
    expect(await stateOf(old(pulled("2026-11-20T00:00:00Z")))).toBe("same");
    expect(await stateOf(old(pulled("2026-11-20T00:00:00Z", 999)))).toBe("replace");
    expect(await stateOf(old(pulled("2026-11-20T00:00:00Z")).replace("60ms", "61ms"))).toBe(
      "replace",
    );
  });

  test("stays as it is if a source that has everything only ends later, without new requests", async () => {
    const from = new Date("2026-11-20T00:00:00Z");
    const stateAfter = async (start: string) => {
      const old = `pulled: { source: test, requests: 1000, window: ${start} to 2026-11-21T00:00:00Z, time: 2026-11-21T00:00:00Z, query: all of it }`;
      const file = `routes: { GET /users: { p50: 10ms, p95: 60ms, ${old} } }`;
      const covers = { from, to: new Date("2026-11-22T00:00:00Z") };
      const { routes } = await pullFrom(sourceOf({ "/users": 1_000 }, { covers }), { file });
      return routes.at(-1)?.file;
    };
    expect(await stateAfter("2026-11-20T00:00:00Z")).toBe("same");
    expect(await stateAfter("2026-11-19T00:00:00Z")).toBe("replace");
  });

  test("keeps the load of a profile that is replaced: it is not measured", async () => {
    const load = "load: { capacity: 800/s, queue: 20 }";
    const file = `routes: { GET /users: { p50: 9ms, p95: 60ms, ${load}, ${pulled("t")} } }`;
    const { routes } = await pullFrom(sourceOf({ "/users": 1_000 }), { file });
    const edit = routes.at(-1)?.edit;
    expect(edit?.profile.load).toEqual({ capacity: 800, queue: 20 });
    expect(edit && entryText(edit.profile, edit.provenance, { in: "flow" })).toContain(
      `{ p50: 10ms, p95: 60ms, ${load}, pulled: {`,
    );
  });

  test("says the source, the query, the window, the requests and the time", async () => {
    const covers = { from: new Date("2026-11-20T08:00:00Z"), to: new Date("2026-11-27T09:30:15Z") };
    const hours = { from: 10, to: 22, zone: "Asia/Tokyo" };
    const { routes } = await pullFrom(sourceOf({ "/users": 1_000 }, { covers }), {
      question: {
        window: { ...EVERYTHING, hours },
        statuses: { text: "2xx", accepts: () => true },
        statusesChosen: true,
        rules: { minSamples: 100, force: false, subtract: 2, cap: 10_000 },
      },
    });
    expect(routes.at(-1)?.edit).toEqual({
      route: "GET /users",
      profile: {
        points: [
          { p: 0.5, ms: 8 },
          { p: 0.95, ms: 58 },
        ],
      },
      provenance: {
        source: "test",
        query: "all of it",
        window: "2026-11-20T08:00:00Z to 2026-11-27T09:30:15Z, 10-22 Asia/Tokyo",
        status: "2xx",
        requests: 1_000,
        time: "2026-11-27T09:30:15Z",
        subtracted: "2ms",
        cap: "10s",
      },
    });
  });
});

describe("the drift", () => {
  const fixed = (ms: number) => ({ kind: "fixed" as const, ms });

  async function oldOf(file: string, settings: Partial<LatencyConfig> = {}) {
    const { routes } = await pullFrom(sourceOf({ "/users": 1_000 }), { file, settings });
    const { drift, remarks } = routes.at(-1) ?? { drift: [], remarks: [] };
    return { old: drift[0]?.old, remarks };
  }

  test("is against the profile that the route has now: its own, or a default", async () => {
    const file = "default: { p95: 3ms }\nroutes: { GET /users: { p95: 4ms } }";
    expect((await oldOf(file)).old).toBe(4);
    expect((await oldOf("default: { p95: 3ms }")).old).toBe(3);
    expect((await oldOf("default: { p95: 3ms }", { default: fixed(2) })).old).toBe(2);
    expect((await oldOf("", { stackDefault: fixed(1) })).old).toBe(1);
    expect((await oldOf("")).old).toBeUndefined();
  });

  test("is that of the file where the stack's own profile wins, and says so", async () => {
    const settings = { routes: { "GET /users": fixed(900) } };
    expect(await oldOf("routes: { GET /users: { p95: 4ms } }", settings)).toEqual({
      old: 4,
      remarks: ["the stack's own profile wins"],
    });
  });
});

describe("a source that cannot tell routes apart", () => {
  const serviceWide = "Read the access log.";

  test("gives no route a profile", async () => {
    const { routes, unexplained, ...rest } = await pullFrom(
      sourceOf({ all: 1_000 }, { serviceWide }),
    );
    expect(rest).toMatchObject({ serviceWide });
    expect(unexplained).toEqual([]);
    expect(new Set(routes.map(({ reason, file }) => `${reason}, ${file}`))).toEqual(
      new Set(["test cannot tell routes apart here, none"]),
    );
  });

  test("gives one profile of all requests on request: the file's default", async () => {
    const source = sourceOf({ a: 1_000, b: 200 }, { serviceWide });
    const result = await pullFrom(source, { question: { serviceWide: true } });
    expect(source.asked).toEqual([["a", "b"]]);
    expect(result.default).toMatchObject({ requests: 1_200, file: "add" });
    expect(result.default?.edit).not.toHaveProperty("route");
  });
});

test("a source without requests in the window is a mistake", async () => {
  await expect(pullFrom(sourceOf({}))).rejects.toThrow(
    "--from test: no requests of users in the window",
  );
});

test("requests that do not count are added up by status", async () => {
  const { source } = sourceOf({ "/users": 1_000 });
  const listing = await source.list({} as never);
  const [first] = listing.names;
  const apart = { ...first, name: "/users", requests: 1_000, apart: { 404: 3, "5xx": 1 } };
  const only = { name: "/orders/?", requests: 0, apart: { 504: 7 } };
  source.list = async () => ({ ...listing, names: [apart, only] });
  const { routes } = await pullFrom({ source });
  expect(routes.at(-1)?.apart).toEqual({ 404: 3, "5xx": 1 });
  expect(routes.find(({ route }) => route === "GET /orders/{id}")).toMatchObject({
    apart: { 504: 7 },
    reason: "no requests that count",
  });
});
