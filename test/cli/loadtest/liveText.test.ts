import { describe, expect, test } from "vitest";
import { liveLine, liveTable, whoRuns } from "../../../cli/loadtest/liveText.ts";
import { liveView } from "../../../cli/loadtest/liveView.ts";
import { runTable } from "../../../cli/loadtest/report.ts";
import { statusText } from "../../../cli/loadtest/status.ts";
import type { ReporterStatus } from "../../../src/loadtest/reporterApi.ts";
import { masterState, worker } from "../../loadtest/client/fakeReporter.ts";
import { sampleRecord } from "../../loadtest/sampleRun.ts";

const NOW = Date.UTC(2026, 10, 27, 12, 30, 38) / 1000;
const REMOVAL = Date.UTC(2026, 10, 27, 20) / 1000;
const run = sampleRecord({ end: "running", by: "alice@laptop" });
const status: ReporterStatus = { format: 1, master: masterState(), run, removal: REMOVAL };

describe("a run that is on", () => {
  test("is a table on a terminal", () => {
    expect(liveTable(status, NOW)).toBe(
      [
        "  Run 2026-11-27T12-30-00Z: running, 1:02 left",
        "",
        "  USERS  REQ/S  FAILED     P50     P95      P99  REQUESTS  FAILURES",
        "  20/20    200   0.5 %  12.3ms  45.6ms  123.4ms      1000         5",
        "",
        "  Workers' CPU: 30 % 42 %",
      ].join("\n"),
    );
  });

  test("is a line in a log", () => {
    expect(liveLine(status, NOW)).toBe(
      "20/20 users, 200 requests/s, 0.5 % failed, p50 12.3ms, p95 45.6ms, p99 123.4ms, workers' CPU 30 % 42 %, 1:02 left",
    );
  });

  test("has its stage, its time without an end, lost workers and many of them", () => {
    const { runTimeSeconds: _, ...endless } = masterState({
      stage: 2,
      now: { rate: 0, failuresPerSecond: 0 },
      workers: [...Array(9)]
        .map((_, i) => worker(`w${i}`, i))
        .concat({ ...worker("x", 99), state: "missing" }),
    });
    expect(liveLine({ ...status, master: endless }, NOW + 3600)).toBe(
      "20/20 users in stage 2, 0 requests/s, 0 % failed, workers' CPU 0 to 8 %, 1 worker lost, 1:00:38 so far",
    );
  });

  test("is said to be without its master", () => {
    const { master: _, ...lost } = status;
    expect(liveLine(lost, NOW)).toBe("the master does not answer");
  });
});

test.each([
  [run, "run 2026-11-27T12-30-00Z is on since 12:30:00 UTC, started by alice@laptop"],
  [
    sampleRecord({ end: "running", startedBy: "dashboard" }),
    "run 2026-11-27T12-30-00Z is on since 12:30:00 UTC, started by somebody in the dashboard",
  ],
  [
    sampleRecord({ startedBy: "button" }),
    "the report of run 2026-11-27T12-30-00Z is being written (on since 12:30:00 UTC, started by the button)",
  ],
])("who runs since when: %#", (record, expected) => {
  expect(whoRuns(record)).toBe(expected);
});

test("the status says what is set up, why no run may start, and where the last report is", () => {
  const { run: _, ...idle } = status;
  const refused = {
    ...idle,
    master: masterState({ refused: "stripe.com is no mock" }),
    last: { id: "a", place: "s3://reports/a" },
    storeProblem: "s3://reports: AccessDenied",
  };
  expect(statusText(refused, "loadtest", NOW).split("\n")).toEqual([
    "Load test loadtest is set up: script script.py, 2 workers, Locust 2.47.0.",
    "No run is on.",
    "No run may start: stripe.com is no mock",
    "The last report is at s3://reports/a",
    "Reports cannot be kept: s3://reports: AccessDenied",
    "Without a run, everything is removed at 2026-11-27 20:00 UTC.",
  ]);
  expect(statusText(status, "loadtest", NOW)).toContain(
    "Run 2026-11-27T12-30-00Z is on since 12:30:00 UTC, started by alice@laptop.",
  );
});

test("the list of runs has who started each, its end and its verdict", () => {
  const verdict = { result: "failed", invalid: [], checks: [] } as const;
  const records = [
    run,
    sampleRecord({ by: "bob@desk", verdict: { ...verdict, invalid: [], checks: [] } }),
  ];
  const { ended: _, ...running } = run;
  expect(runTable([running, ...records.slice(1)]).split("\n")).toEqual([
    "  RUN                   LENGTH  USERS  STARTED BY    END       VERDICT  HERE",
    "  2026-11-27T12-30-00Z       -     20  alice@laptop  running   -        no",
    "  2026-11-27T12-30-00Z    100s     20  bob@desk      finished  failed   no",
  ]);
  expect(runTable([])).toBe("There are no reports yet.");
});

describe("the live view", () => {
  const view = (text: string) => ({ table: () => text, line: () => `line of ${text}` });

  test("writes a table in place of the last one on a terminal", () => {
    const written: string[] = [];
    const live = liveView({ isTTY: true, write: (text: string) => written.push(text) > 0 });
    live.show(view("a\nb"));
    live.show(view("c"));
    live.show(view("d"));
    expect(written).toEqual(["a\nb\n", "\x1b[2A\r\x1b[Jc\n", "\x1b[1A\r\x1b[Jd\n"]);
  });

  test("writes no second line within ten seconds elsewhere", () => {
    const written: string[] = [];
    const live = liveView({ isTTY: false, write: (text: string) => written.push(text) > 0 });
    live.show(view("a"));
    live.show(view("b"));
    expect(written).toEqual(["line of a\n"]);
  });
});
