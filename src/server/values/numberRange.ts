import { isNumeric, type Numeric, scaled, unscaled } from "../../decimal.ts";
import { LONG_FORMATS } from "../../openapi/dialect/formatLimits.ts";
import type { SchemaObject } from "../schemas/schemas.ts";

/** The limit of a schema's numbers, and whether it is a number of the schema itself. */
export interface Limit {
  value: Numeric;
  isOpen: boolean;
}

/** The limits that a schema states, and its step. */
export interface NumberRange {
  low: Limit | undefined;
  high: Limit | undefined;
  /** Every number is a multiple of it. */
  step: Numeric | undefined;
}

export function rangeOf(schema: SchemaObject): NumberRange {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  return {
    low: narrower(limitOf(minimum, false), limitOf(exclusiveMinimum, true), (a, b) => a > b),
    high: narrower(limitOf(maximum, false), limitOf(exclusiveMaximum, true), (a, b) => a < b),
    step: stepOf(schema),
  };
}

/** Returns the range within the limits that `int64` and `uint64` add to those of the schema. */
export function withinFormat(range: NumberRange, { format }: SchemaObject): NumberRange {
  const [least, greatest] = LONG_FORMATS.get(String(format)) ?? [];
  return {
    ...range,
    low: narrower(range.low, limitOf(least, false), (a, b) => a > b),
    high: narrower(range.high, limitOf(greatest, false), (a, b) => a < b),
  };
}

function narrower(
  a: Limit | undefined,
  b: Limit | undefined,
  isNarrower: (a: Numeric, b: Numeric) => boolean,
): Limit | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (isSame(a.value, b.value)) return a.isOpen ? a : b;
  return isNarrower(a.value, b.value) ? a : b;
}

function limitOf(value: unknown, isOpen: boolean): Limit | undefined {
  return isNumeric(value) ? { value, isOpen } : undefined;
}

/** Integers that are multiples of a fraction are multiples of the least whole multiple of it. */
function stepOf({ type, format, multipleOf }: SchemaObject): Numeric | undefined {
  const isInteger = [type].flat().includes("integer") || /^u?int\d+$/.test(String(format));
  const step = isNumeric(multipleOf) && multipleOf > 0 ? multipleOf : undefined;
  if (step === undefined || !isInteger) return isInteger ? 1 : step;
  const {
    digits: [digits = 1n],
    scale,
  } = scaled([step]);
  const unit = 10n ** BigInt(scale);
  return unscaled(digits * (unit / commonDivisor(digits, unit)), scale);
}

function commonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : commonDivisor(b, a % b);
}

export function isWithin({ low, high }: NumberRange, value: Numeric): boolean {
  return (
    (low === undefined || value > low.value || (!low.isOpen && isSame(value, low.value))) &&
    (high === undefined || value < high.value || (!high.isOpen && isSame(value, high.value)))
  );
}

/** Whether two numbers are equal, whether they are bigints or not. */
function isSame(a: Numeric, b: Numeric): boolean {
  return a >= b && a <= b;
}

/** The multiples of a step within a range, by their number. */
export interface Multiples {
  first: bigint;
  last: bigint;
  at(index: bigint): Numeric;
}

/** Returns the multiples of a step from one limit to another; `first` is above `last` if there are none. */
export function multiplesWithin(low: Limit, high: Limit, step: Numeric): Multiples {
  const { digits, scale } = scaled([low.value, high.value, step]);
  const [least = 0n, greatest = 0n, unit = 1n] = digits;
  const first = ceiling(least, unit);
  const last = -ceiling(-greatest, unit);
  return {
    first: low.isOpen && first * unit === least ? first + 1n : first,
    last: high.isOpen && last * unit === greatest ? last - 1n : last,
    at: (index) => unscaled(index * unit, scale),
  };
}

function ceiling(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend > 0n && dividend % divisor !== 0n ? quotient + 1n : quotient;
}
