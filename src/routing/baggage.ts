/** One member of a `baggage` header. */
export interface BaggageMember {
  /** As it is written: a token, compared exactly. */
  name: string;
  /** Without percent-encoding. */
  value: string;
  /** What follows the value's semicolons, as it is written. */
  properties: string[];
}

/**
 * The members of a `baggage` header, whose several lines are one list with commas between them.
 * A part without a name or an equals sign is no member and is passed over; a broken escape stands for itself.
 * Source: https://www.w3.org/TR/baggage/
 */
export function parseBaggage(text: string): BaggageMember[] {
  return text.split(",").flatMap((part) => {
    const [pair = "", ...properties] = part.split(";").map(trimSpaces);
    const equals = pair.indexOf("=");
    if (equals < 1) return [];
    const name = trimSpaces(pair.slice(0, equals));
    const value = decodeOctets(trimSpaces(pair.slice(equals + 1)));
    return name === "" ? [] : [{ name, value, properties }];
  });
}

/** Optional whitespace of HTTP: spaces and tabs, and nothing else. */
export function trimSpaces(text: string): string {
  return text.replaceAll(/^[ \t]+|[ \t]+$/g, "");
}

/** Octets that are no UTF-8 become U+FFFD. */
function decodeOctets(text: string): string {
  if (!text.includes("%")) return text;
  return text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll("%", ""), "hex").toString("utf8"),
  );
}
