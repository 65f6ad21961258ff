/** So many requests of one kind at once. */
export const AT_ONCE = 10;

/** Does `work` for all items, for at most so many at once. */
export async function atMost<T>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const workers = Array.from({ length: Math.min(limit, items.length) }, async () => {
    for (const item of left) await work(item);
  });
  await Promise.all(workers);
}
