/** Measures how long requests take at their client, by the delay that was made: a log can only have shorter times. */
export function requestTimes() {
  const slowest = new Map<number, number>();
  return {
    async timed(delay: number, send: () => Promise<unknown>): Promise<void> {
      const start = performance.now();
      await send();
      const took = performance.now() - start;
      slowest.set(delay, Math.max(took, slowest.get(delay) ?? 0));
    },
    slowest: (delay: number): number => slowest.get(delay) ?? Number.NaN,
  };
}
