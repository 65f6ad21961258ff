import type { Profile } from "./profile.ts";
import { quantileFunction } from "./quantile.ts";

/**
 * Returns a function that draws latencies in milliseconds from a profile's distribution.
 *
 * @param random uniform over [0, 1), such as `Math.random`
 */
export function sampler(profile: Profile, random: () => number): () => number {
  const at = quantileFunction(profile);
  if (profile.kind === "fixed") return () => profile.ms;
  return () => at(random());
}
