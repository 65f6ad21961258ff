import { describe, expect, test } from "vitest";
import type { Profile } from "../../src/latency/profile.ts";
import type { Question } from "../../src/verify/question.ts";
import type { RunResult, RunSettings } from "../../src/verify/run.ts";
import { planOf } from "../../src/verify/verification.ts";
import { type Flaws, simulate } from "./simulatedWorld.ts";

const RUNS = 200;

const PROFILES: Record<string, Profile> = {
  "GET /fixed": { kind: "fixed", ms: 120 },
  "GET /uniform": { kind: "uniform", from: 80, to: 200 },
  "GET /quantiles": {
    kind: "quantiles",
    points: [
      { p: 0.5, ms: 80 },
      { p: 0.95, ms: 120 },
    ],
    max: 180,
  },
};

const SETTINGS: RunSettings = {
  rate: 50,
  tolerance: { share: 0.05, tail: 0.1, leastMs: 2 },
  confidence: 0.95,
  leastMs: 30_000,
  maxRequests: 50_000,
  maxMs: Number.POSITIVE_INFINITY,
  underWay: 1_000,
};

describe.each(["mock", "mesh"] as const)(
  "200 verifications of delays that the %s makes",
  (makes) => {
    const questions = Object.entries(PROFILES).map(([key, profile]) =>
      questionOf(key, profile, makes),
    );

    test("fail at most one in twenty exact mocks, and pass nearly all", () => {
      const verdicts = runs(questions, {}).map(verdictOf);
      expect(verdicts.filter((verdict) => verdict === "fail").length).toBeLessThanOrEqual(
        RUNS / 20,
      );
      expect(verdicts.filter((verdict) => verdict === "pass").length).toBeGreaterThan(0.9 * RUNS);
    });

    test("take about as many requests as the plan says", () => {
      const plan = planOf(questions, { ...SETTINGS, maxSeconds: 3_600 });
      const all = runs(questions, {}).map(({ requests }) => requests);
      const mean = all.reduce((sum, requests) => sum + requests) / RUNS;
      expect(plan.requests / mean).toBeGreaterThan(0.9);
      expect(plan.requests / mean).toBeLessThan(1.1);
    });

    test.each(Object.keys(PROFILES))(
      "fail at least 19 in 20 of the mocks that take 15 % longer for %s, and blame this route alone",
      (slow) => {
        const failed = runs(questions, { slower: { [slow]: 1.15 } }).map((result) =>
          result.routes
            .filter(({ judgement }) => judgement?.verdict === "fail")
            .map(({ question }) => question.key),
        );
        const right = failed.filter((keys) => keys.length === 1 && keys[0] === slow);
        expect(right.length).toBeGreaterThanOrEqual(0.95 * RUNS);
      },
    );

    test("fail every mock that stops for one second in twenty", () => {
      const verdicts = Array.from({ length: RUNS }, (_, seed) => {
        const stall = { every: 20_000, ms: 1_000, phase: seed * 100 };
        return verdictOf(simulate(questions, SETTINGS, { stall }, seed));
      });
      expect(new Set(verdicts)).toEqual(new Set(["fail"]));
    });
  },
);

function runs(questions: Question[], flaws: Flaws): RunResult[] {
  return Array.from({ length: RUNS }, (_, seed) => simulate(questions, SETTINGS, flaws, seed));
}

function verdictOf({ routes }: RunResult): string {
  const verdicts = routes.map(({ judgement }) => judgement?.verdict ?? "undecided");
  return (
    verdicts.find((verdict) => verdict === "fail") ??
    verdicts.find((verdict) => verdict !== "pass") ??
    "pass"
  );
}

function questionOf(key: string, profile: Profile, makes: "mock" | "mesh"): Question {
  return { service: "shop", key, profile, makes, url: "", method: "GET", headers: {}, faults: [] };
}
