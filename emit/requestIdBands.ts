import { createHash } from "node:crypto";
import { BAND_STEPS, type Band, bands } from "../latency/bands.ts";
import type { Profile } from "../latency/profile.ts";

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

const ANY_DIGIT = "[0-9a-fA-F]";

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
  return any(at) + digitsBetween(from, to, DIGITS) + any(UUID.length - DIGITS - at);
}

/** A pattern of the hex numbers with so many digits that are at least `from` and less than `to`. */
function digitsBetween(from: number, to: number, digits: number): string {
  const unit = 16 ** (digits - 1);
  const firstWhole = Math.ceil(from / unit);
  const endWhole = Math.floor(to / unit);
  if (firstWhole > endWhole) {
    return digitClass(endWhole, endWhole) + digitsBetween(from % unit, to % unit, digits - 1);
  }
  const alternatives = [];
  if (from % unit !== 0) {
    alternatives.push(
      digitClass(firstWhole - 1, firstWhole - 1) + digitsBetween(from % unit, unit, digits - 1),
    );
  }
  if (firstWhole < endWhole) {
    alternatives.push(digitClass(firstWhole, endWhole - 1) + ANY_DIGIT.repeat(digits - 1));
  }
  if (to % unit !== 0) {
    alternatives.push(digitClass(endWhole, endWhole) + digitsBetween(0, to % unit, digits - 1));
  }
  return alternatives.length === 1 ? alternatives.join("") : `(?:${alternatives.join("|")})`;
}

/** Hex digits from one to another, in small letters or capitals. */
function digitClass(first: number, last: number): string {
  const numerals = range(String(first), String(Math.min(last, 9)));
  const low = Math.max(first, 10).toString(16);
  const high = last.toString(16);
  if (last < 10) return first === last ? numerals : `[${numerals}]`;
  const letters = range(low, high) + range(low.toUpperCase(), high.toUpperCase());
  return `[${first < 10 ? numerals : ""}${letters}]`;
}

function range(first: string, last: string): string {
  return first === last ? first : `${first}-${last}`;
}
