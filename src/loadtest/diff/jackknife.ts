/** However much neighbours are alike, they count as at least a fifth of themselves. */
const MOST_ALIKE = 0.67;

/**
 * Returns the standard error of an estimate that was made from groups, by leaving out each of them once (the grouped
 * jackknife). Groups are consecutive parts of a run, so that requests near in time, which depend on each other, are left
 * out together. If neighbouring groups are alike as well, the error is larger: by the factor that the correlation of
 * neighbours would have in a process that forgets at a constant rate.
 *
 * @param withouts the estimate without the first group, without the second, …
 */
export function jackknifeError(withouts: readonly number[]): number {
  const n = withouts.length;
  const mean = withouts.reduce((sum, value) => sum + value, 0) / n;
  const parts = withouts.map((value) => value - mean);
  const squares = parts.reduce((sum, part) => sum + part ** 2, 0);
  if (squares === 0) return 0;
  const products = parts.slice(1).reduce((sum, part, i) => sum + part * (parts[i] ?? 0), 0);
  // A correlation that is estimated from few values is too small by about (1 + 4r) / n (Kendall 1954).
  const alike = (products / squares + 1 / n) / (1 - 4 / n);
  const r = Math.min(MOST_ALIKE, Math.max(0, alike));
  return Math.sqrt((((n - 1) / n) * squares * (1 + r)) / (1 - r));
}
