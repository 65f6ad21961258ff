import type { Numeric } from "../../decimal.ts";
import type { SchemaObject } from "../schemas/schemas.ts";
import {
  isWithin,
  type Limit,
  type Multiples,
  multiplesWithin,
  type NumberRange,
  rangeOf,
  withinFormat,
} from "./numberRange.ts";
import { type Random, randomWhole } from "./random.ts";

/** Returns the number nearest to 0 that a schema allows, or the lowest one above its minimum. */
export function generateNumber(schema: SchemaObject): Numeric {
  const range = withinFormat(rangeOf(schema), schema);
  const { low, high, step } = range;
  if (isWithin(range, 0)) return 0;
  const isAbove = low !== undefined && low.value >= 0;
  const limit = isAbove ? low : high;
  if (limit === undefined) return 0;
  const found =
    step === undefined && !limit.isOpen ? limit.value : nextTo(limit, step ?? 1, isAbove);
  return isWithin(range, found) ? found : middle(range);
}

/** Returns the first multiple of a step above a limit, or below it. */
function nextTo(limit: Limit, step: Numeric, isAbove: boolean): Numeric {
  const { first, last, at } = multiplesWithin(limit, limit, step);
  return at(isAbove ? first : last);
}

/** Returns a number for a range without a multiple of its step, or without a whole number. */
function middle({ low, high }: NumberRange): number {
  const least = Number(low?.value ?? 0);
  return (least + Number(high?.value ?? least)) / 2;
}

/** Returns a number within a schema's limits. The default range is 0 to 1,000, moved beyond a limit if it must be. */
export function randomNumber(schema: SchemaObject, random: Random): Numeric {
  const range = rangeOf(schema);
  const { low, high } = usualRange(range, schema);
  const made =
    range.step === undefined
      ? between(random, Number(low.value), Number(high.value))
      : drawMultiple(multiplesWithin(low, high, range.step), range.step, random);
  const isMade = made !== undefined && isWithin(range, made) && Number.isFinite(Number(made));
  return isMade ? made : generateNumber(schema);
}

/** Without limits, numbers of 64 bits are those that every client can read. */
const SAFE: Record<string, [number, number]> = {
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
};

function usualRange(range: NumberRange, schema: SchemaObject): { low: Limit; high: Limit } {
  const [safeLeast, safeMost] = SAFE[String(schema.format)] ?? [];
  const most = range.high?.value;
  const least =
    range.low?.value ?? safeLeast ?? (most === undefined || most > 0 ? 0 : plus(most, -SPAN));
  const greatest = most ?? greater(safeMost ?? SPAN, plus(least, SPAN));
  const { low, high } = withinFormat(
    { ...range, low: range.low ?? closed(least), high: range.high ?? closed(greatest) },
    schema,
  );
  return { low: low ?? closed(least), high: high ?? closed(greatest) };
}

const SPAN = 1_000;

function closed(value: Numeric): Limit {
  return { value, isOpen: false };
}

function plus(value: Numeric, number: number): Numeric {
  return typeof value === "bigint" ? value + BigInt(number) : value + number;
}

function greater(a: Numeric, b: Numeric): Numeric {
  return a > b ? a : b;
}

function between(random: Random, low: number, high: number): number {
  // The difference may be greater than the greatest number.
  const share = random();
  return low * (1 - share) + high * share;
}

/**
 * Draws one of the multiples. Many validators divide numbers with binary fractions, so that 19.99 is no multiple of 0.01
 * for them: a number that all of them accept is preferred.
 */
function drawMultiple(multiples: Multiples, step: Numeric, random: Random): Numeric | undefined {
  if (multiples.first > multiples.last) return undefined;
  let drawn: Numeric | undefined;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    drawn = multiples.at(drawIndex(multiples, random));
    if (typeof drawn === "bigint" || Number.isInteger(drawn / Number(step))) break;
  }
  return drawn;
}

const MOST_TRIES = 20;

function drawIndex({ first, last }: Multiples, random: Random): bigint {
  const [low, high] = [Number(first), Number(last)];
  if (Number.isSafeInteger(low) && Number.isSafeInteger(high - low)) {
    return BigInt(randomWhole(random, low, high));
  }
  const share = BigInt(Math.floor(random() * 2 ** 53));
  return first + ((last - first + 1n) * share) / 2n ** 53n;
}
