import { logGamma } from "./binomial.ts";

/** Fewer expected answers than this are not normally distributed; such cells count as one. */
const LEAST_EXPECTED = 5;

export interface ChiSquared {
  statistic: number;
  degrees: number;
  /** How likely a statistic at least this large is if the shares are right. */
  p: number;
}

/** Tests whether counts agree with shares that add up to 1 (Pearson's chi-squared test). */
export function chiSquared(cells: readonly { share: number; count: number }[]): ChiSquared {
  const total = cells.reduce((sum, { count }) => sum + count, 0);
  const expected = cells.map(({ share, count }) => ({ expected: share * total, count }));
  const large = expected.filter((cell) => cell.expected >= LEAST_EXPECTED);
  const small = expected.filter((cell) => cell.expected < LEAST_EXPECTED);
  const rest = small.reduce(
    (sum, cell) => ({ expected: sum.expected + cell.expected, count: sum.count + cell.count }),
    { expected: 0, count: 0 },
  );
  const tested = rest.expected > 0 ? [...large, rest] : large;
  const statistic = tested.reduce(
    (sum, cell) => sum + (cell.count - cell.expected) ** 2 / cell.expected,
    0,
  );
  const degrees = Math.max(0, tested.length - 1);
  return { statistic, degrees, p: degrees === 0 ? 1 : upperGamma(degrees / 2, statistic / 2) };
}

/** Returns the upper regularised incomplete gamma function, by its series or its continued fraction. */
function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let i = 1; term > sum * 1e-14; i++) {
      term *= x / (a + i);
      sum += term;
    }
    return 1 - scale * sum;
  }
  // Lentz's method.
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 10_000; i++) {
    const numerator = -i * (i - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return scale * fraction;
}
