import type { Profile } from "./profile.ts";
import { quantileFunction } from "./quantile.ts";

/**
 * A source of latencies in milliseconds, distributed as the profile says.
 *
 * @param random uniform over [0, 1), such as `Math.random`
 */
export function sampler(profile: Profile, random: () => number): () => number {
  const at = quantileFunction(profile);
  if (profile.kind === "fixed") return () => profile.ms;
  return () => at(random());
}
