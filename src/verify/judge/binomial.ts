/**
 * Between these two ranks of `n` sorted measurements the quantile `p` of their distribution lies, whatever the shape of
 * the distribution is, except with a probability of at most `alpha`. Rank 0 is below all measurements, and rank `n + 1`
 * above all of them: there are too few measurements for a bound.
 *
 * The number of measurements below the quantile is binomial, so each rank comes from a tail of that distribution, which
 * gets half of `alpha`.
 */
export function rankInterval(
  n: number,
  p: number,
  alpha: number,
): { lower: number; upper: number } {
  return { lower: lowerRank(n, p, alpha / 2), upper: n + 1 - lowerRank(n, 1 - p, alpha / 2) };
}

/** Returns the largest rank that is at most `alpha` likely to be above the quantile: P(X < rank) ≤ alpha. */
function lowerRank(n: number, p: number, alpha: number): number {
  // What lies further out than twelve standard deviations changes no rank.
  const first = Math.max(0, Math.floor(n * p - 12 * Math.sqrt(n * p * (1 - p)) - 40));
  const odds = p / (1 - p);
  let probability = Math.exp(logBinomial(n, first, p));
  let below = 0;
  for (let rank = first; rank <= n; rank++) {
    below += probability;
    if (below > alpha) return rank;
    probability *= ((n - rank) / (rank + 1)) * odds;
  }
  return n;
}

function logBinomial(n: number, k: number, p: number): number {
  const ways = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  return ways + k * Math.log(p) + (n - k) * Math.log1p(-p);
}

// Coefficients of Lanczos's approximation with g = 7, as Numerical Recipes and the GNU Scientific Library have them.
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];

/** Returns the logarithm of the gamma function, for arguments of at least a half. */
export function logGamma(x: number): number {
  const base = x + 6.5;
  let sum = LANCZOS[0] ?? 1;
  for (const [i, coefficient] of LANCZOS.entries()) if (i > 0) sum += coefficient / (x - 1 + i);
  return Math.log(2 * Math.PI) / 2 + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}
