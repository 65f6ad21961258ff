/** Number of equal parts into which [0, 1) is divided. */
const STRATA = 100;

/**
 * Returns random numbers over [0, 1) by stratified sampling: every hundred consecutive numbers have one in each
 * hundredth, in random order. Each number alone is uniformly distributed, as those of `random` are, but a short test
 * meets the quantiles of a distribution far better: of 1,000 requests 10 are slower than the p99, and not 5 or 16.
 */
export function stratified(random: () => number): () => number {
  const strata = Array.from({ length: STRATA }, (_, i) => i);
  let left = 0;
  return () => {
    if (left === 0) left = STRATA;
    const picked = Math.floor(random() * left);
    left--;
    // The part that is drawn is swapped with the last part that is left.
    const stratum = strata[picked] ?? 0;
    strata[picked] = strata[left] ?? 0;
    strata[left] = stratum;
    return (stratum + random()) / STRATA;
  };
}
