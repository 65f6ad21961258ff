/** Values are made anew this long before they expire. */
const EARLY_MS = 300_000;

/**
 * Returns a function that makes a value at its first call, and again when that one expires soon. Calls at the same time
 * share one.
 */
export function expiring<T extends { expires?: number }>(
  make: () => Promise<T>,
  now: () => number = Date.now,
): () => Promise<T> {
  let made: T | undefined;
  let making: Promise<T> | undefined;
  return async () => {
    if (made !== undefined && (made.expires ?? Infinity) - now() >= EARLY_MS) return made;
    making ??= make().finally(() => {
      making = undefined;
    });
    made = await making;
    return made;
  };
}
