/** Returns the median of some figures. */
export function median(figures: number[]): number {
  return quantileOf(figures, 0.5);
}

/** Returns the figure below which a share of `p` lies, interpolated. */
export function quantileOf(figures: Iterable<number>, p: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const rank = p * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? 0;
  const high = sorted[Math.ceil(rank)] ?? low;
  return low + (high - low) * (rank - Math.floor(rank));
}
