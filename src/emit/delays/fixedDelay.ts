/** A delay as Istio wants it, a duration of protobuf (`0.12s`) in whole milliseconds; undefined for none. */
export function fixedDelay(ms: number): string | undefined {
  const whole = Math.round(ms);
  return whole === 0 ? undefined : `${whole / 1000}s`;
}
