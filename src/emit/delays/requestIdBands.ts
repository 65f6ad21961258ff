import { createHash } from "node:crypto";
import { BAND_STEPS, type Band, bands } from "../../latency/bands.ts";
import type { Profile } from "../../latency/profile.ts";
import { hexRange } from "./hexRange.ts";

/** A share of a route's requests, selected by their `x-request-id`, and its delay. */
export interface RequestIdBand {
  /** Range of percentiles: `p50-p75`. */
  name: string;
  ms: number;
  /** Matches the whole header of the band's requests; undefined in the band that takes all remaining requests. */
  id?: string;
}

/** `x` marks the random hex digits. The version (which Envoy overwrites for tracing) and the variant are not random. */
const UUID = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";

/** Number of hex digits that select the band: 16³ = `BAND_STEPS`. */
const DIGITS = 3;

/**
 * Divides a distribution by request ids. Envoy gives each request a random UUID, so three of its hex digits are a
 * random number for each request. The most frequent band comes last and has no id, so that a caller's id that is not a
 * UUID gets the most frequent delay. The position of the digits depends on the service: otherwise an id that is
 * forwarded along a chain of calls would select the same percentile in all services.
 */
export function requestIdBands(profile: Profile, service: string): RequestIdBand[] {
  const shares = bands(profile).filter(({ from, to }) => to > from);
  const commonest = shares.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
  return [
    ...shares
      .filter((band) => band !== commonest)
      .map((band) => ({
        name: bandName(band),
        ms: band.ms,
        id: idPattern(digitPosition(service), band),
      })),
    { name: bandName(commonest), ms: commonest.ms },
  ];
}

/** Returns the band's range of percentiles: `p50-p75`. */
export function bandName({ from, to }: Band): string {
  const percentile = (step: number) => `p${Number(((step / BAND_STEPS) * 100).toFixed(2))}`;
  return `${percentile(from)}-${percentile(to)}`;
}

/** Returns the position in a UUID where the selecting digits begin. */
function digitPosition(service: string): number {
  const positions = [...UUID].flatMap((_, at) =>
    UUID.slice(at, at + DIGITS) === "x".repeat(DIGITS) ? [at] : [],
  );
  const hash = createHash("sha256").update(service).digest().readUInt32BE();
  return positions[hash % positions.length] ?? 0;
}

/** Matches a UUID, in lower or upper case, whose digits at `at` are in the band. */
function idPattern(at: number, { from, to }: Band): string {
  const any = (length: number) => `[0-9a-fA-F-]{${length}}`;
  return any(at) + hexRange(from, to, DIGITS) + any(UUID.length - DIGITS - at);
}
