/**
 * Decimal arithmetic on numbers as people write them. Binary fractions are not what they wrote: 19.99 / 0.01 is
 * 1998.9999999999998.
 */

/** Integers that a number does not hold are bigints, which can be compared with numbers. */
export type Numeric = number | bigint;

export function isNumeric(value: unknown): value is Numeric {
  return typeof value === "number" || typeof value === "bigint";
}

/** `digits` divided by 10 to the power of `scale`. */
interface Decimal {
  digits: bigint;
  scale: number;
}

/** Whether a value is a multiple of a step, which is above 0. */
export function isMultiple(value: Numeric, step: Numeric): boolean {
  if (Number.isInteger(value) && Number.isInteger(step)) return Number(value) % Number(step) === 0;
  const [dividend = 0n, divisor = 0n] = scaled([value, step]).digits;
  return dividend % divisor === 0n;
}

/** Returns several numbers as integers: each is its digits divided by 10 to the power of the common scale. */
export function scaled(values: Numeric[]): { digits: bigint[]; scale: number } {
  const decimals = values.map(decimalOf);
  const scale = Math.max(0, ...decimals.map((decimal) => decimal.scale));
  return {
    digits: decimals.map((decimal) => decimal.digits * 10n ** BigInt(scale - decimal.scale)),
    scale,
  };
}

/** Returns the number nearest to a decimal; an integer that a number does not hold is a bigint. */
export function unscaled(digits: bigint, scale: number): Numeric {
  const number = Number(`${digits}e${-scale}`);
  const unit = 10n ** BigInt(scale);
  return Number.isSafeInteger(number) || digits % unit !== 0n ? number : digits / unit;
}

/** Whether two texts of numbers, in JSON or YAML, have the same value, digit by digit. */
export function isSameDecimal(a: string, b: string): boolean {
  return normalised(a) === normalised(b);
}

function decimalOf(value: Numeric): Decimal {
  if (typeof value === "bigint") return { digits: value, scale: 0 };
  const { sign, whole, fraction, exponent } = partsOf(String(value));
  return { digits: BigInt(sign + whole + fraction), scale: fraction.length - exponent };
}

function normalised(text: string): string {
  const { sign, whole, fraction, exponent } = partsOf(text);
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  return `${sign}${significant}e${exponent - fraction.length + digits.length - significant.length}`;
}

function partsOf(text: string) {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^([-+]?)(\d*)\.?(\d*)(?:e([-+]?\d+))?$/i.exec(text) ?? [];
  return { sign: sign === "-" ? "-" : "", whole, fraction, exponent: Number(exponent) };
}
