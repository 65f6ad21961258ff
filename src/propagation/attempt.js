// @ts-check

/**
 * What `work` returns; `otherwise` where it throws. An app must never fail for what this library does on the side.
 *
 * @template Result
 * @param {() => Result} work
 * @param {Result} otherwise
 * @returns {Result}
 */
export function attempt(work, otherwise) {
  try {
    return work();
  } catch {
    return otherwise;
  }
}
