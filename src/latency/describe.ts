import { formatDuration } from "./duration.ts";
import type { Distribution, Profile } from "./profile.ts";
import { formatRate } from "./rate.ts";

/**
 * Returns a profile in a few words, for tables and pages: `fixed 120ms`, `p50 20ms p95 120ms`, `none`, `fixed 120ms
 * capacity 800/s queue 100`.
 */
export function describeProfile(profile: Profile | undefined): string {
  if (profile === undefined) return "none";
  const { load } = profile;
  const times = describeDistribution(profile);
  return load === undefined
    ? times
    : `${times} capacity ${formatRate(load.capacity)} queue ${load.queue}`;
}

function describeDistribution(profile: Distribution): string {
  switch (profile.kind) {
    case "fixed":
      return `fixed ${formatDuration(profile.ms)}`;
    case "uniform":
      return `uniform ${formatDuration(profile.from)} to ${formatDuration(profile.to)}`;
    case "lognormal":
      return `log-normal median ${formatDuration(profile.median)} p99 ${formatDuration(profile.p99)}`;
    case "quantiles":
      return [
        ...(profile.min === undefined ? [] : [`min ${formatDuration(profile.min)}`]),
        ...profile.points.map(({ p, ms }) => `${quantileName(p)} ${formatDuration(ms)}`),
        ...(profile.max === undefined ? [] : [`max ${formatDuration(profile.max)}`]),
      ].join(" ");
  }
}

/** Returns `p99.9` for 0.999. */
export function quantileName(p: number): string {
  return `p${Number((p * 100).toPrecision(12))}`;
}
