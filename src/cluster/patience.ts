/** Time limit in milliseconds, longer than any cluster takes to answer. */
export const PATIENCE = 20_000;

/** Returns the result of `work`, or rejects if it takes longer. */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${ms / 1000} s`)), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
