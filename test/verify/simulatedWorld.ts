import { bandName } from "../../src/emit/delays/requestIdBands.ts";
import { BAND_STEPS, bands } from "../../src/latency/bands.ts";
import type { Profile } from "../../src/latency/profile.ts";
import { sampler } from "../../src/latency/sample.ts";
import { type Heap, pop, push } from "../../src/server/heap.ts";
import type { Outcome, Question } from "../../src/verify/question.ts";
import { type RunResult, type RunSettings, startRun, type World } from "../../src/verify/run.ts";

/** How a simulated world differs from the one that should be. */
export interface Flaws {
  /** How many times longer the answers of some routes take, by their keys. */
  slower?: Record<string, number>;
  /** The mock does nothing in the first `ms` of every `every` milliseconds. */
  stall?: { every: number; ms: number; phase: number };
  /** Returns how late the client sends its next request. */
  late?: (random: () => number) => number;
  /** Returns how a request ends; by default with 200. */
  outcome?: (question: Question, random: () => number) => Outcome;
  /** What the profiles of the mocks are instead, by the routes' keys. */
  profiles?: Record<string, Profile>;
}

/** What every answer takes in addition: hop and the mock's own work. */
const OVERHEAD = 0.4;

/** Verifies simulated mocks in simulated time. Equal seeds give equal runs. */
export function simulate(
  questions: readonly Question[],
  settings: RunSettings,
  flaws: Flaws,
  seed: number,
): RunResult {
  const random = generator(seed);
  const events: Heap<{ time: number; action: () => void }> = [];
  let now = 0;
  const samplers = new Map(
    questions.map((question) => [question.key, answering(question, flaws, random)]),
  );
  const world: World = {
    now: () => now,
    at: (time, action) => push(events, { time: time + (flaws.late?.(random) ?? 0), action }),
    random,
    ask(question, done) {
      const { time, outcome } = samplers.get(question.key)?.(now) ?? fail(question);
      push(events, { time, action: () => done(outcome, time) });
    },
  };
  let result: RunResult | undefined;
  startRun(questions, settings, world, (ended) => {
    result = ended;
  });
  while (result === undefined) {
    const event = pop(events) ?? fail("the run neither asks nor ends");
    now = Math.max(now, event.time);
    event.action();
  }
  return result;
}

/** Returns a function that answers a request at a time. */
function answering(question: Question, flaws: Flaws, random: () => number) {
  const { key, makes } = question;
  const profile = flaws.profiles?.[key] ?? question.profile;
  const factor = flaws.slower?.[key] ?? 1;
  const draw = makes === "mesh" ? bandSampler(profile, random) : mockSampler(profile, random);
  const afterStall = (time: number) => {
    if (flaws.stall === undefined) return time;
    const { every, ms, phase } = flaws.stall;
    const into = (time + phase) % every;
    return into < ms ? time + ms - into : time;
  };
  return (now: number) => {
    const { ms, ...band } = draw();
    const outcome = flaws.outcome?.(question, random) ?? { status: 200, ...band };
    return { time: afterStall(afterStall(now) + ms * factor + OVERHEAD), outcome };
  };
}

function mockSampler(profile: Profile, random: () => number): () => Drawn {
  const sample = sampler(profile, random);
  return () => ({ ms: sample() });
}

function bandSampler(profile: Profile, random: () => number): () => Drawn {
  const all = bands(profile).filter(({ from, to }) => to > from);
  return () => {
    const step = random() * BAND_STEPS;
    const band = all.find(({ to }) => step < to) ?? fail("no band");
    return { ms: Math.round(band.ms), ...(all.length > 1 && { band: bandName(band) }) };
  };
}

interface Drawn {
  ms: number;
  band?: string;
}

/** A small generator with a seed (Park and Miller's), uniform over (0, 1). */
export function generator(seed: number): () => number {
  let state = (seed * 7919 + 1) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function fail(what: unknown): never {
  throw new Error(JSON.stringify(what));
}
