/**
 * Returns a delay as Istio expects it: a protobuf duration (`0.12s`) in whole milliseconds. Returns undefined if the
 * delay rounds to zero.
 */
export function fixedDelay(ms: number): string | undefined {
  const whole = Math.round(ms);
  return whole === 0 ? undefined : `${whole / 1000}s`;
}
