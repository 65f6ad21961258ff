import { createHash } from "node:crypto";
import { BAND_STEPS, type Band, bands } from "../../latency/bands.ts";
import type { Profile } from "../../latency/profile.ts";
import { hexRange } from "./hexRange.ts";

/** A share of a route's requests, told apart by their `x-request-id`, and the delay that they get. */
export interface RequestIdBand {
  /** In percentiles: `p50-p75`. */
  name: string;
  ms: number;
  /** Matches the whole header of the band's requests; none: whatever the other bands leave over. */
  id?: string;
}

/** Hex digits that are random are `x`; the version (overwritten by Envoy for tracing) and the variant are not. */
const UUID = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";

/** Hex digits that tell the bands apart: 16³ = `BAND_STEPS`. */
const DIGITS = 3;

/**
 * A distribution as shares of the request ids: Envoy gives each request a random UUID, so three of its hex digits
 * are a random number for every request. The commonest band comes last and without an id, so that a caller's id
 * that is no UUID gets the commonest delay. Which digits decide depends on the service: an id that is forwarded
 * along a chain of calls does not fix one percentile in all of them.
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

function bandName({ from, to }: Band): string {
  const percentile = (step: number) => `p${Number(((step / BAND_STEPS) * 100).toFixed(2))}`;
  return `${percentile(from)}-${percentile(to)}`;
}

/** Where in a UUID the deciding digits begin. */
function digitPosition(service: string): number {
  const positions = [...UUID].flatMap((_, at) =>
    UUID.slice(at, at + DIGITS) === "x".repeat(DIGITS) ? [at] : [],
  );
  const hash = createHash("sha256").update(service).digest().readUInt32BE();
  return positions[hash % positions.length] ?? 0;
}

/** Matches a UUID, in capitals too, whose digits at `at` are in the band. */
function idPattern(at: number, { from, to }: Band): string {
  const any = (length: number) => `[0-9a-fA-F-]{${length}}`;
  return any(at) + hexRange(from, to, DIGITS) + any(UUID.length - DIGITS - at);
}
