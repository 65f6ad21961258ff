import type { Media } from "../../openapi/table/table.ts";
import { splitUnquoted, unquote } from "../http/mediaType.ts";

/** A media of the document, and the content type with which it is sent. */
export interface Negotiated {
  media: Media;
  type: string;
}

/**
 * Returns the representation that matches an `Accept` header best: by weight, then by the most specific range, then by
 * the order of the header, then by that of the document. Without the header it is the document's full wildcard, or else
 * JSON, or else the first one. Types are compared as they are written: `application/json` does not match
 * `application/problem+json`, and a range in the document matches only itself.
 */
export function negotiate(accept: string | undefined, content: Media[]): Negotiated | undefined {
  if (!accept) {
    const media = content.find(({ type }) => type === ANY) ?? best(JSON_FIRST, content);
    return media && { media, type: media.type };
  }
  const ranges = splitUnquoted(accept, ",").flatMap((text) => parseRange(text) ?? []);
  const media = best(ranges, content) ?? best(ranges.flatMap(withoutParameters), content);
  return media && { media, type: media.type === ANY ? "text/plain" : media.type };
}

const ANY = "*/*";

/** A media type, or a range with its weight. */
interface Range {
  type: string;
  subtype: string;
  /** The parameters before `q`. */
  parameters: ReadonlyMap<string, string>;
  q: number;
}

const JSON_FIRST: readonly Range[] = [
  { type: "application", subtype: "json", parameters: new Map(), q: 1 },
  { type: "*", subtype: "*", parameters: new Map(), q: 1 },
];

function parseRange(text: string): Range | undefined {
  const [name = "", ...rest] = splitUnquoted(text, ";");
  const [, type, subtype] = /^\s*([^\s/;]+)\/([^;\s]+)\s*$/.exec(name) ?? [];
  if (type === undefined || subtype === undefined) return undefined;
  const parameters = new Map<string, string>();
  const range = { type: type.toLowerCase(), subtype: subtype.toLowerCase(), parameters };
  for (const part of rest) {
    const equals = part.indexOf("=");
    const key = (equals === -1 ? part : part.slice(0, equals)).trim().toLowerCase();
    const value = equals === -1 ? "" : unquote(part.slice(equals + 1));
    if (key === "q") return { ...range, q: Number.parseFloat(value) };
    parameters.set(key, value.toLowerCase());
  }
  return { ...range, q: 1 };
}

/** Returns the range without its parameters, which is tried if no type has the parameters. */
function withoutParameters(range: Range): Range[] {
  return range.parameters.size === 0 ? [] : [{ ...range, parameters: new Map() }];
}

interface Fit {
  q: number;
  /** 4 for the type, 2 for the subtype, 1 for parameters. */
  specificity: number;
  position: number;
}

function best(ranges: readonly Range[], content: Media[]): Media | undefined {
  let found: { media: Media; fit: Fit } | undefined;
  for (const media of content) {
    const offer = parseRange(media.type);
    const fit = offer && bestFit(ranges, offer);
    // A weight that is not a number counts as 0.
    if (fit === undefined || !(fit.q > 0)) continue;
    if (found === undefined || compareFits(fit, found.fit) < 0) found = { media, fit };
  }
  return found?.media;
}

/**
 * Returns the most specific range for an offer, which determines its weight even if that of another range is higher.
 */
function bestFit(ranges: readonly Range[], offer: Range): Fit | undefined {
  let found: Fit | undefined;
  for (const [position, range] of ranges.entries()) {
    const specificity = specificityOf(range, offer);
    if (specificity === undefined) continue;
    const fit = { q: range.q, specificity, position };
    if (
      found === undefined ||
      specificity > found.specificity ||
      (specificity === found.specificity && range.q >= found.q)
    ) {
      found = fit;
    }
  }
  return found;
}

function specificityOf(range: Range, offer: Range): number | undefined {
  if (range.type !== offer.type && range.type !== "*") return undefined;
  if (range.subtype !== offer.subtype && range.subtype !== "*") return undefined;
  for (const [name, value] of range.parameters) {
    if (value !== "*" && value !== (offer.parameters.get(name) ?? "")) return undefined;
  }
  return (
    (range.type === offer.type ? 4 : 0) +
    (range.subtype === offer.subtype ? 2 : 0) +
    (range.parameters.size > 0 ? 1 : 0)
  );
}

function compareFits(a: Fit, b: Fit): number {
  return b.q - a.q || b.specificity - a.specificity || a.position - b.position;
}
