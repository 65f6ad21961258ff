import { createClient } from "./client.ts";
import { departAt } from "./departures.ts";
import { looksOf } from "./judge/looks.ts";
import { targetOf } from "./judge/target.ts";
import type { Question } from "./question.ts";
import type { NotAsked } from "./questions.ts";
import type { PlannedRun, Report, Settings } from "./report.ts";
import { type ReportedService, reportOf } from "./reportOf.ts";
import { type Run, type RunResult, startRun } from "./run.ts";
import { tryAll } from "./trial.ts";

/** Everything that a verification needs to know, as plain JSON. */
export interface Prepared {
  stack: string;
  settings: Settings;
  services: ReportedService[];
  questions: Question[];
  notAsked: NotAsked[];
}

/** A verification that is running. */
export interface Verification {
  /** Ends it; what was measured is judged. */
  stop(): void;
  /** Returns how far it is; undefined before the first measured request. */
  progress(): Progress | undefined;
  report: Promise<Report>;
}

export interface Progress extends ReturnType<Run["progress"]> {
  routes: number;
}

/** What a mock does once in a while shows only after a while: a route passes no sooner. */
const LEAST_SECONDS = 30;

/** However slow a mock is, these may be under way. */
const LEAST_UNDER_WAY = 100;
const MOST_UNDER_WAY = 20_000;

/** In addition to what requests should take: a mock that stops for this long delays them all. */
const STALL_MS = 2_000;

/** No answer takes longer, unless the profile says so. */
const PATIENCE_MS = 10_000;

/** Returns what a run is expected to take, if every route is as it should be. */
export function planOf(questions: readonly Question[], settings: Settings): PlannedRun {
  const { rate, tolerance, confidence } = settings;
  const routes = questions.length;
  // Before the least time is over no route passes, so that each gets its share of all requests.
  const least = Math.ceil((leastSeconds(settings) * rate) / routes);
  const requests = questions.reduce((sum, { profile, makes }) => {
    const target = targetOf(profile, makes, rate);
    return sum + Math.max(least, looksOf(target, tolerance, (1 - confidence) / routes).planned);
  }, 0);
  return { routes, requests, seconds: Math.ceil(requests / rate) };
}

/** Asks all routes until each is decided. */
export function startVerification(
  { stack, settings, services, questions, notAsked }: Prepared,
  from: Report["from"],
): Verification {
  const { rate, tolerance, confidence, maxRequests, maxSeconds } = settings;
  const started = new Date();
  const plan = planOf(questions, settings);
  const targets = questions.map(({ profile, makes }) => targetOf(profile, makes, rate));
  const slowest = (p: number) => Math.max(...targets.map(({ at }) => at(p).to));
  const client = createClient(Math.max(PATIENCE_MS, 2 * slowest(0.9999)));
  const expected = Math.ceil((rate * (slowest(0.99) + STALL_MS)) / 1000);
  const underWay = Math.min(MOST_UNDER_WAY, Math.max(LEAST_UNDER_WAY, expected));
  let run: Run | undefined;
  let isStopped = false;

  const verify = async (): Promise<Report> => {
    const tried = await tryAll(questions, client, rate);
    const result = await new Promise<RunResult>((resolve) => {
      run = startRun(
        tried.questions,
        {
          rate,
          tolerance,
          confidence,
          leastMs: leastSeconds(settings) * 1000,
          maxRequests: maxRequests ?? Number.POSITIVE_INFINITY,
          maxMs: (maxSeconds ?? Number.POSITIVE_INFINITY) * 1000,
          underWay,
        },
        {
          now: () => performance.now(),
          at: departAt,
          ask: client.ask,
          random: Math.random,
        },
        resolve,
      );
      if (isStopped) run.stop();
    });
    await client.close();
    return reportOf(result, {
      stack,
      started,
      from,
      settings,
      plan,
      underWay,
      services,
      notAsked: [...notAsked, ...tried.notAsked],
    });
  };

  return {
    stop() {
      isStopped = true;
      run?.stop();
    },
    progress: () => run && { ...run.progress(), routes: questions.length },
    report: verify(),
  };
}

function leastSeconds({ maxSeconds = LEAST_SECONDS }: Settings): number {
  return Math.min(LEAST_SECONDS, maxSeconds);
}
