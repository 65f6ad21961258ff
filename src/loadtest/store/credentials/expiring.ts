/** Values are made anew this long before they expire. */
const EARLY_MS = 300_000;

/** Returns a function that makes a value at its first call, and again when that one expires soon. */
export function expiring<T extends { expires?: number }>(make: () => Promise<T>): () => Promise<T> {
  let made: T | undefined;
  return async () => {
    if (made === undefined || (made.expires ?? Infinity) - Date.now() < EARLY_MS) {
      made = await make();
    }
    return made;
  };
}
