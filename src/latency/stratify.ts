/** How many equal parts [0, 1) is cut into. */
const STRATA = 100;

/**
 * Random numbers over [0, 1) of which every hundred in a row has one in each hundredth, in random order. Each of them
 * is as random as `random`'s own, but a short test meets a distribution's quantiles far better: of 1,000 requests 10,
 * and not 5 or 16, are slower than the p99.
 */
export function stratified(random: () => number): () => number {
  const strata = Array.from({ length: STRATA }, (_, i) => i);
  let left = 0;
  return () => {
    if (left === 0) left = STRATA;
    const picked = Math.floor(random() * left);
    left--;
    // The one that is picked changes places with the last one that is left.
    const stratum = strata[picked] ?? 0;
    strata[picked] = strata[left] ?? 0;
    strata[left] = stratum;
    return (stratum + random()) / STRATA;
  };
}
