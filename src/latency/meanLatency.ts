import type { Profile } from "./profile.ts";
import { quantileFunction } from "./quantile.ts";

const POINTS = 1_000;

/** Returns the mean of a profile in milliseconds, without its load. */
export function meanLatency(profile: Profile): number {
  const at = quantileFunction(profile);
  let sum = 0;
  for (let i = 0; i < POINTS; i++) sum += at((i + 0.5) / POINTS);
  return sum / POINTS;
}
