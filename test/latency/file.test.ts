import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { latencyFileOf, readLatencyFile, readLatencyText } from "../../src/latency/file.ts";
import { formatProblem, type Problem } from "../../src/problem.ts";

const folder = mkdtempSync(join(tmpdir(), "latency-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  const file = join(folder, "x.latency.yaml");
  writeFileSync(file, text);
  const problems: Problem[] = [];
  const result = readLatencyFile(file, problems);
  return {
    default: result?.default,
    routes: result?.routes,
    problems: problems.map((problem) => formatProblem(problem).replaceAll(file, "x.latency.yaml")),
  };
}

test.each([
  ["specs/payments.yaml", "specs/payments.latency.yaml"],
  ["specs/payments.yml", "specs/payments.latency.yaml"],
  ["api.v2.json", "api.v2.latency.yaml"],
  ["openapi", "openapi.latency.yaml"],
])("the latency file of %s is %s", (spec, file) => {
  expect(latencyFileOf(spec)).toBe(file);
});

test("a document without a latency file has none", () => {
  const problems: Problem[] = [];
  expect(readLatencyFile(join(folder, "none.latency.yaml"), problems)).toBeUndefined();
  expect(problems).toEqual([]);
});

test("a file gives a default and profiles by route", () => {
  expect(read("default: { p95: 80ms }\nroutes:\n  GET /a: { p95: 120ms }\n")).toEqual({
    default: { kind: "fixed", ms: 80 },
    routes: { "GET /a": { kind: "fixed", ms: 120 } },
    problems: [],
  });
});

test.each(["", "# nothing yet\n", "routes:\n"])("a file without profiles is fine: %j", (text) => {
  expect(read(text)).toEqual({ default: undefined, routes: {}, problems: [] });
});

test("mistakes carry their lines, and what is right is kept", () => {
  const text = [
    "default: 80ms",
    "routes:",
    "  GET /a: { p95: 120ms }",
    "  GET /b: { p95: 120 }",
    "route: {}",
    "",
  ].join("\n");
  const { routes, problems } = read(text);
  expect(routes).toEqual({ "GET /a": { kind: "fixed", ms: 120 } });
  expect(problems).toEqual([
    'x.latency.yaml:1: default: expected a latency profile such as {p95: 120ms}, {p50: 20ms, p95: 120ms}, {uniform: [20ms, 80ms]} or {lognormal: {median: 20ms, p99: 200ms}}, received "80ms".',
    'x.latency.yaml:4: routes["GET /b"].p95: expected a duration such as "250ms", received 120.\n  Did you mean "120ms"?',
    'x.latency.yaml:5: route: expected "default", "routes" and "faults", received "route".\n  Did you mean "routes"?',
  ]);
});

test("text that is no YAML is reported with its line", () => {
  expect(read("routes:\n  GET /a: {p95\n").problems).toEqual([
    expect.stringMatching(/^x\.latency\.yaml:\d: not valid YAML: .+\.$/),
  ]);
});

test("a profile says where it was pulled from, apart from what the mock needs", () => {
  const pulled =
    "pulled: { source: datadog, query: q, window: 7d, requests: 12, time: 2026-11-27T09:00:00Z }";
  const file = readLatencyText(
    "x.latency.yaml",
    `default: { p95: 80ms, ${pulled} }\nroutes: { GET /a: { p50: 1ms, p95: 2ms, ${pulled} }, GET /b: { p95: 3ms } }`,
    [],
  );
  const expected = {
    source: "datadog",
    query: "q",
    window: "7d",
    requests: 12,
    time: "2026-11-27T09:00:00Z",
  };
  expect(file.pulled).toEqual({ default: expected, routes: { "GET /a": expected } });
  expect(file.default).toEqual({ kind: "fixed", ms: 80 });
  expect(file.routes["GET /a"]).toEqual({
    kind: "quantiles",
    points: [
      { p: 0.5, ms: 1 },
      { p: 0.95, ms: 2 },
    ],
  });
});

test("a wrong provenance is a mistake", () => {
  expect(
    read(
      "routes:\n  GET /a: { p95: 1ms, pulled: { sourc: x, query: 1, window: 7d, time: t, requests: 1.5 } }\n  GET /b: { p95: 1ms, pulled: yes }",
    ).problems,
  ).toEqual([
    'x.latency.yaml:2: routes["GET /a"].pulled: expected one of source, query, window, status, time, subtracted, cap, requests, received "sourc".\n  Did you mean "source"?',
    'x.latency.yaml:2: routes["GET /a"].pulled: "source" is missing.',
    'x.latency.yaml:2: routes["GET /a"].pulled.query: expected a text, received 1.',
    'x.latency.yaml:2: routes["GET /a"].pulled.requests: expected a number of requests, received 1.5.',
    'x.latency.yaml:3: routes["GET /b"].pulled: expected what "latency pull" writes: source, query, window, requests, time; received "yes".',
  ]);
});
