/**
 * Returns which of several tests are significant, so that with a probability of at most `alpha` any of them is so by
 * chance (Holm's step-down procedure). It holds however the tests depend on each other.
 */
export function holm(ps: readonly number[], alpha: number): boolean[] {
  const order = ps.map((p, i) => ({ p, i })).sort((a, b) => a.p - b.p);
  const significant = ps.map(() => false);
  for (const [rank, { p, i }] of order.entries()) {
    if (p > alpha / (ps.length - rank)) break;
    significant[i] = true;
  }
  return significant;
}
