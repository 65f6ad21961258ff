/** The smallest and largest number of each format that numbers of JavaScript hold. */
export const FORMAT_LIMITS: ReadonlyMap<string, readonly [least: number, greatest: number]> =
  new Map([
    ["int8", [-(2 ** 7), 2 ** 7 - 1]],
    ["int16", [-(2 ** 15), 2 ** 15 - 1]],
    ["int32", [-(2 ** 31), 2 ** 31 - 1]],
    ["uint8", [0, 2 ** 8 - 1]],
    ["uint16", [0, 2 ** 16 - 1]],
    ["uint32", [0, 2 ** 32 - 1]],
    ["float", [-(2 ** 128 - 2 ** 104), 2 ** 128 - 2 ** 104]],
    ["double", [-Number.MAX_VALUE, Number.MAX_VALUE]],
  ]);

/** Those of the formats whose numbers have up to 64 bits. They are no limits in schemas, which are checked as numbers. */
export const LONG_FORMATS: ReadonlyMap<string, readonly [least: bigint, greatest: bigint]> =
  new Map([
    ["int64", [-(2n ** 63n), 2n ** 63n - 1n]],
    ["uint64", [0n, 2n ** 64n - 1n]],
  ]);
