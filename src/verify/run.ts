import { type Judgement, judgeRoute } from "./judge/judgeRoute.ts";
import { type Looks, looksOf } from "./judge/looks.ts";
import { type Target, targetOf } from "./judge/target.ts";
import type { Tolerance } from "./judge/tolerance.ts";
import { isTooLate } from "./lateness.ts";
import type { Outcome, Question } from "./question.ts";
import { createTally, type Tally } from "./tally.ts";

/** The time, and how requests are sent: real, or simulated in tests. All times are in milliseconds from any origin. */
export interface World {
  now(): number;
  /** Runs `action` at `time`, or as soon as possible after it. There is one action at a time. */
  at(time: number, action: () => void): void;
  /** Sends a request. `done` is called once, with the outcome and the time of its last byte. */
  ask(question: Question, done: (outcome: Outcome, now: number) => void): void;
  /** Uniform over [0, 1). */
  random(): number;
}

export interface RunSettings {
  /** Requests a second, over all routes. */
  rate: number;
  tolerance: Tolerance;
  confidence: number;
  /** No route passes before this: what a mock does once in a while takes a while to be seen. */
  leastMs: number;
  maxRequests: number;
  maxMs: number;
  /** How many requests may be under way. */
  underWay: number;
}

export interface RouteRun {
  question: Question;
  target: Target;
  looks: Looks;
  tally: Tally;
  /** What the last look found; undefined before the first one. */
  judgement: Judgement | undefined;
}

export interface RunResult {
  routes: RouteRun[];
  ended: "decided" | "max-requests" | "max-time" | "interrupted";
  requests: number;
  ms: number;
  /** How long after its planned time each request left, in milliseconds. */
  lateness: number[];
  mostUnderWay: number;
  /** Requests that had to wait because too many were under way. */
  heldBack: number;
}

interface Running extends RouteRun {
  plan: ReturnType<typeof createTally>["plan"];
  /** How many of its counted looks are over. */
  looked: number;
  lookedAfterLeast: boolean;
  closed: boolean;
}

/** A verification that is running. */
export interface Run {
  /** Ends the run; what was measured is judged. */
  stop(): void;
  progress(): { requests: number; ms: number; decided: number };
}

/**
 * Asks all routes at planned times, whatever the mocks do (an open loop), until each route is decided. A time counts from
 * the planned departure: if a mock or this process stops, the requests that would have left meanwhile were as slow.
 */
export function startRun(
  questions: readonly Question[],
  settings: RunSettings,
  world: World,
  onEnd: (result: RunResult) => void,
): Run {
  const routes = questions.map((question) => runningOf(question, questions.length, settings));
  const { rate, tolerance, leastMs, maxRequests, maxMs } = settings;
  const begin = world.now();
  const lateness: number[] = [];
  const held: (() => void)[] = [];
  let round: Running[] = [];
  let planned = 0;
  let underWay = 0;
  let mostUnderWay = 0;
  let heldBack = 0;
  let leastPassed = false;
  /** Why no more requests are planned. */
  let ending: RunResult["ended"] | undefined;
  let over = false;

  const look = (route: Running, alpha: number) => {
    route.judgement = judgeRoute(route.tally, route.target, tolerance, alpha);
    const { verdict } = route.judgement;
    const isDecided = verdict === "fail" || (verdict === "pass" && leastPassed);
    // A client that was late may be in time for the rest of the run.
    route.closed = isDecided && !isTooLate(lateness, route.target);
  };
  const lookIfDue = (route: Running) => {
    if (route.closed) return;
    const counted = route.tally.times.length;
    const { counted: looks, timedAlpha } = route.looks;
    const due = looks.findLastIndex(({ requests }) => requests <= counted);
    if (due >= route.looked) {
      route.looked = due + 1;
      look(route, looks[due]?.alpha ?? timedAlpha);
    } else if (leastPassed && !route.lookedAfterLeast) {
      route.lookedAfterLeast = true;
      if (counted > 0) look(route, timedAlpha);
    }
    if (!route.closed && leastPassed && route.looked === looks.length) route.closed = true;
  };
  const end = (why: RunResult["ended"]) => {
    if (over) return;
    over = true;
    for (const route of routes) {
      const isDue = route.tally.times.length > (route.judgement?.requests ?? 0);
      if (!route.closed && isDue) {
        leastPassed = true;
        look(route, route.looks.timedAlpha);
      }
    }
    onEnd({
      routes,
      ended: why,
      requests: planned,
      ms: world.now() - begin,
      lateness,
      mostUnderWay,
      heldBack,
    });
  };
  const endIfDone = () => {
    if (routes.every(({ closed }) => closed)) end("decided");
    else if (ending !== undefined && underWay === 0 && held.length === 0) end(ending);
  };
  const depart = (route: Running, due: number, isHeld: boolean) => {
    underWay++;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    if (!isHeld) lateness.push(world.now() - due);
    const settle = route.plan(due - begin);
    world.ask(route.question, (outcome, now) => {
      underWay--;
      if (over) return;
      settle(outcome, now - begin);
      held.shift()?.();
      lookIfDue(route);
      endIfDone();
    });
  };
  const nextRoute = (): Running | undefined => {
    let route = round.pop();
    while (route?.closed) route = round.pop();
    if (route !== undefined) return route;
    const open = routes.filter(({ closed }) => !closed);
    round = shuffled(open, world.random);
    return round.pop();
  };
  const tick = () => {
    if (over) return;
    const due = begin + (planned / rate) * 1000;
    if (!leastPassed && due - begin >= leastMs) {
      leastPassed = true;
      for (const route of routes) lookIfDue(route);
      endIfDone();
    }
    if (planned >= maxRequests) ending = "max-requests";
    // A client that is late does not catch up with what it planned beyond the end.
    else if (Math.max(due, world.now()) - begin >= maxMs) ending = "max-time";
    const route = ending === undefined ? nextRoute() : undefined;
    if (over || route === undefined) return endIfDone();
    planned++;
    if (underWay < settings.underWay) depart(route, due, false);
    else {
      heldBack++;
      held.push(() => depart(route, due, true));
    }
    world.at(begin + (planned / rate) * 1000, tick);
  };
  world.at(begin, tick);

  return {
    stop: () => end("interrupted"),
    progress: () => ({
      requests: planned,
      ms: world.now() - begin,
      decided: routes.filter(({ closed }) => closed).length,
    }),
  };
}

function runningOf(
  question: Question,
  routes: number,
  { tolerance, confidence, rate }: RunSettings,
): Running {
  const target = targetOf(question.profile, question.makes, rate);
  return {
    question,
    target,
    looks: looksOf(target, tolerance, (1 - confidence) / routes),
    ...createTally(question),
    judgement: undefined,
    looked: 0,
    lookedAfterLeast: false,
    closed: false,
  };
}

/** Returns the items in random order, so that no route is always asked right after another one. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    const item = result[i] as T;
    result[i] = result[other] as T;
    result[other] = item;
  }
  return result;
}
