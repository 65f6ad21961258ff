import type { Media } from "../routes/table.ts";
import { isJson, type MediaType, parseMediaType, splitUnquoted } from "./mediaType.ts";

/** A media of the document's and the content type that it is sent as: a range (`text/*`) has none of its own. */
export interface Negotiated {
  media: Media;
  type: string;
}

/**
 * The representation that suits an `Accept` header best (RFC 9110, 12.5.1): highest weight, then most specific
 * range, then the header's own order. JSON comes first, then the document's order, where the header leaves it open:
 * it is missing, or matches by its full wildcard.
 *
 * A vendor type is taken for JSON where the document has nothing nearer (`application/vnd.shop.v2+json` gets
 * `application/json`, and the other way round): clients send such types to servers that answer with plain JSON.
 */
export function negotiate(accept: string | undefined, content: Media[]): Negotiated | undefined {
  const offers = content
    .map((media) => ({ media, type: parseMediaType(media.type) }))
    .filter((offer): offer is Offer => offer.type !== undefined)
    .toSorted((a, b) => jsonRank(a.type) - jsonRank(b.type));
  const ranges = parseAccept(accept);

  let best: { offer: Offer; range: MediaType; fit: Fit } | undefined;
  for (const offer of offers) {
    const match = mostSpecific(offer.type, ranges);
    if (match === undefined || match.fit.q === 0) continue;
    if (best === undefined || compareFits(match.fit, best.fit) < 0) best = { offer, ...match };
  }
  if (best === undefined) return undefined;
  return { media: best.offer.media, type: contentType(best.offer, best.range) };
}

interface Offer {
  media: Media;
  type: MediaType;
}

interface Fit {
  q: number;
  /** 4 the same with parameters, 3 the same, 2 JSON for JSON, 1 `type/*`, 0 any. */
  specificity: number;
  position: number;
}

function parseAccept(accept: string | undefined): MediaType[] {
  const ranges = splitUnquoted(accept ?? "", ",")
    .map(parseMediaType)
    .filter((range) => range !== undefined);
  return ranges.length > 0 ? ranges : [ANY];
}

const ANY: MediaType = { type: "*", subtype: "*", parameters: new Map(), q: 1 };

/** The range that speaks of an offer most specifically decides its weight, be it lower than that of others. */
function mostSpecific(
  offer: MediaType,
  ranges: MediaType[],
): { range: MediaType; fit: Fit } | undefined {
  let found: { range: MediaType; fit: Fit } | undefined;
  for (const [position, range] of ranges.entries()) {
    const specificity = specificityOf(range, offer);
    if (specificity === undefined) continue;
    if (found === undefined || specificity > found.fit.specificity) {
      found = { range, fit: { q: range.q, specificity, position } };
    }
  }
  return found;
}

function specificityOf(range: MediaType, offer: MediaType): number | undefined {
  if (range.type === "*" || offer.type === "*") return range.type === offer.type ? 0 : wild(range);
  if (range.type !== offer.type) return undefined;
  if (range.subtype === "*") return 1;
  if (range.subtype === offer.subtype || offer.subtype === "*") {
    for (const [name, value] of range.parameters) {
      if (name !== "charset" && offer.parameters.get(name) !== value) return undefined;
    }
    return range.parameters.size > 0 ? 4 : 3;
  }
  return isJson(range) && isJson(offer) ? 2 : undefined;
}

/** Against a full wildcard of the document's a range is as specific as it says itself. */
function wild(range: MediaType): number {
  if (range.type === "*") return 0;
  return range.subtype === "*" ? 1 : 3;
}

function compareFits(a: Fit, b: Fit): number {
  return b.q - a.q || b.specificity - a.specificity || a.position - b.position;
}

function jsonRank(type: MediaType): number {
  if (type.subtype === "json") return 0;
  return isJson(type) ? 1 : 2;
}

function contentType({ media, type: offer }: Offer, range: MediaType): string {
  if (offer.subtype !== "*") return media.type;
  if (range.subtype !== "*") return `${range.type}/${range.subtype}`;
  const type = offer.type === "*" ? range.type : offer.type;
  if (type === "*" || type === "application") return "application/json";
  return type === "text" ? "text/plain" : "application/octet-stream";
}
