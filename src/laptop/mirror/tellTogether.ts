/** A program that is not there fails hundreds of times a second. */
const PAUSE = 10_000;

/**
 * Returns a function that takes the reason why one copy did not reach the laptop, and prints a line for each reason, with
 * its number, at most every 10 s.
 */
export function tellTogether(print: (line: string) => void): (reason: string) => void {
  const counts = new Map<string, number>();
  return (reason) => {
    if (counts.size === 0) {
      setTimeout(() => {
        for (const [text, count] of counts) {
          print(`copies that did not reach the laptop whole: ${count} (${text})`);
        }
        counts.clear();
      }, PAUSE).unref();
    }
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  };
}
