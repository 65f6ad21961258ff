/** Returns a time as Kubernetes' MicroTime, which has six digits behind the point. */
export function microTime(time: Date | number): string {
  return new Date(time).toISOString().replace("Z", "000Z");
}
