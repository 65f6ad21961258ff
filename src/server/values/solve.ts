import { candidates, givenValue, isValid } from "./candidates.ts";
import { type Generation, withChance } from "./generation.ts";
import type { Choice } from "./plan/choices.ts";
import type { Conjunction } from "./plan/conjunction.ts";
import { fixesFor, lessOf } from "./plan/fixes.ts";
import type { Plan } from "./plan/known.ts";
import { randomWhole, seededRandom } from "./random.ts";

/** How often a value is drawn anew after all ways have failed. */
const MOST_DRAWS = 8;
/** How many requirements are added one after another. */
const MOST_FIXES = 6;

/**
 * Returns a value that matches a conjunction, or undefined if none is found. First each way is tried as it is, which
 * gives the most natural value. Then values are kept from matching other alternatives of a `oneOf` as well. At last
 * optional properties are left out by chance.
 */
export function solve(conjunction: Conjunction, depth: number, generation: Generation): unknown {
  const { isHard, choice } = generation.planOf(conjunction);
  const usual = { depth, generation, avoidsRivals: false, fixes: 0 };
  const first = search(conjunction, usual);
  if (first !== undefined || !(isHard || choice)) return first;
  const second = search(conjunction, { ...usual, avoidsRivals: true });
  if (second !== undefined || generation.levels !== undefined) return second;
  for (let draw = 0; draw < MOST_DRAWS && generation.failures > 0; draw++) {
    const random = generation.chance?.random ?? seededRandom(`draw ${draw}`);
    const options = { fillProperties: true, ...generation.chance, random };
    const chance = { ...options, optionalsProbability: 0.5, alwaysFakeOptionals: false };
    const drawn = withChance(generation, chance, () =>
      search(conjunction, { ...usual, avoidsRivals: true }),
    );
    if (drawn !== undefined) return drawn;
  }
  return undefined;
}

interface Search {
  depth: number;
  generation: Generation;
  /** Whether values are kept from matching other alternatives of a `oneOf`. */
  avoidsRivals: boolean;
  /** How many requirements were added. */
  fixes: number;
}

function search(conjunction: Conjunction, at: Search): unknown {
  if (!conjunction.isPossible || at.generation.failures <= 0) return undefined;
  const value = found(conjunction, at);
  if (value === undefined) at.generation.failures--;
  return value;
}

function found(conjunction: Conjunction, at: Search): unknown {
  const { choice, withKind, isGiven } = at.generation.planOf(conjunction);
  const given = isGiven ? givenValue(conjunction, at.generation) : undefined;
  if (given !== undefined) return given;
  if (choice !== undefined) return chosenValue(conjunction, choice, at);
  const told = withKind && leafValue(withKind, at);
  return told === undefined ? leafValue(conjunction, at) : told;
}

/** Returns the value of the first way that has one. */
function chosenValue(conjunction: Conjunction, { ways }: Choice, at: Search): unknown {
  const { open, chance, levels, planOf } = at.generation;
  const first = chance ? randomWhole(chance.random, 0, ways.length - 1) : 0;
  const ordered = chance
    ? [...ways.slice(first), ...ways.slice(0, first)]
    : ways.toSorted((a, b) => Number(a.isNull) - Number(b.isNull));
  const plan = planOf(conjunction);
  for (const way of ordered) {
    for (const taken of plan.takenWays(way)) {
      const names = taken.names.slice(conjunction.names.length);
      const isCircle = names.some((name) => conjunction.names.includes(name));
      const isOpen = levels === undefined && names.some((name) => open.has(name));
      if (isOpen) at.generation.closed++;
      if (isCircle || isOpen) continue;
      const added = names.filter((name) => !open.has(name));
      for (const name of added) open.add(name);
      const value = search(taken, at);
      for (const name of added) open.delete(name);
      if (value !== undefined) return value;
      if (at.generation.failures <= 0) return undefined;
    }
  }
  return undefined;
}

/** Returns a value for a conjunction without choices. */
function leafValue(conjunction: Conjunction, at: Search): unknown {
  const { depth, generation } = at;
  if (!conjunction.isPossible) return undefined;
  const plan = generation.planOf(conjunction);
  let first: unknown;
  for (const value of candidates(conjunction, depth, generation)) {
    if (isRight(conjunction, plan, value, generation)) return value;
    first ??= value;
    if (--generation.failures <= 0) break;
  }
  if (first === undefined) return undefined;
  const fixed = fixedValue(conjunction, first, at);
  return fixed === undefined && generation.isLenient ? first : fixed;
}

/** Whether a value that was made by a plan is valid, as far as that is not certain. */
function isRight(
  conjunction: Conjunction,
  { isHard, rivals, scalar }: Plan,
  value: unknown,
  generation: Generation,
): boolean {
  const isConstructed = (typeof value === "object" && value !== null) || scalar.isSure;
  if (isHard || !isConstructed) return isValid(conjunction, value, generation);
  return !rivals.some((rival) => generation.matches(rival, value));
}

function fixedValue(conjunction: Conjunction, value: unknown, at: Search): unknown {
  const { generation, fixes } = at;
  const { matches, shared, planOf } = generation;
  if (fixes >= MOST_FIXES) return undefined;
  const found = fixesFor(conjunction, value, matches, shared);
  if (found === undefined) {
    for (const less of lessOf(value)) if (isValid(conjunction, less, generation)) return less;
    return undefined;
  }
  if (found.isRival && !at.avoidsRivals) return undefined;
  for (const changed of planOf(conjunction).fixed(found)) {
    if (generation.failures <= 0) return undefined;
    const next = search(changed, { ...at, fixes: fixes + 1 });
    if (next !== undefined) return next;
  }
  return undefined;
}
