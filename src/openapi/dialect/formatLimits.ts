/** The smallest and largest number of each format, as in Prism: for `int64` those that JSON can hold safely. */
export const FORMAT_LIMITS: ReadonlyMap<string, readonly [least: number, greatest: number]> =
  new Map([
    ["int32", [-(2 ** 31), 2 ** 31 - 1]],
    ["int64", [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]],
    ["float", [-(2 ** 128), 2 ** 128 - 1]],
    ["double", [-Number.MAX_VALUE, Number.MAX_VALUE]],
  ]);
