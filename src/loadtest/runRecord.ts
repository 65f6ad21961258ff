import type { RunPlan } from "../campaign/loadTest.ts";

/**
 * `run.json` of a run's folder: what ran, and what came of it. The folder, `runs/<load test>/<id>/`, also has
 * `statistics.json`, Locust's `report.html` and CSV files, `logs/<pod>.<container>.log`, `events.txt`, `verdict.md`,
 * `junit.xml`, and `service.json` and `sizing.html` if the service under test was measured.
 */
export interface RunRecord {
  format: 1;
  /** Moment of the start in UTC, fit for a folder's name and for sorting: `2026-11-27T12-30-05Z`. */
  id: string;
  /** `loadtest`, or its `name`. */
  loadTest: string;
  stack: string;
  /** Of the project when the stack was last updated; with `+` behind it if files were changed. */
  commit?: string;
  where: "cluster" | "local";
  startedBy: "command" | "dashboard" | "button";
  /** Who gave the command: `alice@laptop`. */
  by?: string;
  /** ISO 8601. */
  started: string;
  ended?: string;
  /** - `master lost`: the master went away; the report is as of its last answer */
  end: "running" | "finished" | "stopped" | "master lost" | "leak";
  /** Everything in `locust-properties`, with a digest (`sha256:…`) in place of the manifest. */
  properties: Record<string, string>;
  script: { file: string; sha256: string };
  host?: string;
  plan: RunPlan;
  users: { asked: number; most: number };
  workers: { asked: number; seen: number; list: WorkerRecord[] };
  mocks: MockRecord[];
  versions: Record<string, string>;
  /** Until when nobody watched the run, because its reporter was lost with its disk. ISO 8601. */
  unwatchedUntil?: string;
  /** The statistics are older than the end of the run: the master did not give its last ones. */
  isPartial?: true;
  /** Calls that the guard did not allow. Absent if nothing was watched. */
  leaks?: Leak[];
  verdict?: Verdict;
  /** Why the report is not where the stack wants it. It lies in the reporter's pod then, which tries again. */
  notKept?: string;
}

export interface WorkerRecord {
  /** Locust's id. */
  id: string;
  pod?: string;
  /** Per cent of one core. */
  mostCpu: number;
  /** Share of the scheduler's periods in which the CPU limit slowed it down. */
  throttled?: number;
  isLost: boolean;
  restarts: number;
}

export interface MockRecord {
  name: string;
  /** Digest of its document and delays, equal if both are. */
  profile: string;
  image?: string;
}

export interface Leak {
  host: string;
  /** `env PAYMENTS_URL of Deployment shop/orders`, `ServiceEntry shop/stripe`, `request seen by orders-7f9c's Envoy`. */
  foundIn: string;
  /** The line of the stack that would allow it. */
  fix: string;
}

/** Exit code of a command: 0 passed, 1 failed, 2 not valid. */
export interface Verdict {
  result: "passed" | "failed" | "not valid";
  /** Why the run says nothing about the service. */
  invalid: string[];
  checks: ThresholdCheck[];
}

export interface ThresholdCheck {
  /** `GET /orders/{orderId}` or `all`. */
  route: string;
  /** From 1; absent for the whole run. */
  stage?: number;
  limit: "p50" | "p95" | "p99" | "max" | "failures" | "rate" | "requests";
  expected: number;
  /** Absent if the route had no request, or a time is limited and none of its requests has one. */
  received?: number;
  /** Requests of the route, if none of them has a response time that could be compared. */
  untimed?: number;
  isKept: boolean;
}
