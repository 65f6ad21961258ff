// @ts-check

/**
 * Returns the result of `work`, or `otherwise` if it throws. An app must never fail because of what this library does.
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
