/** So many requests of one kind at once. */
export const AT_ONCE = 10;

/**
 * Does `work` for all items, for at most so many at once. Once it is stopped, it begins no other one. Returns those that
 * it did not begin.
 */
export async function atMost<T>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
  stop?: AbortSignal,
): Promise<T[]> {
  const left = items.values();
  const skipped: T[] = [];
  const workers = Array.from({ length: Math.min(limit, items.length) }, async () => {
    for (const item of left) {
      if (stop?.aborted) skipped.push(item);
      else await work(item);
    }
  });
  await Promise.all(workers);
  return skipped;
}
