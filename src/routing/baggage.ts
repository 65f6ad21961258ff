/** One member of a `baggage` header. */
export interface BaggageMember {
  /** As written: a token, compared exactly. */
  name: string;
  /** The value with its percent-encoding decoded. */
  value: string;
  /** What follows the value after semicolons, as written. */
  properties: string[];
}

/**
 * Returns the members of a `baggage` header. Several header lines are one list, joined by commas. A part without a name
 * or an equals sign is skipped; a broken escape is kept as it is. Source: https://www.w3.org/TR/baggage/
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

/** Removes HTTP's optional whitespace from both ends: spaces and tabs only. */
export function trimSpaces(text: string): string {
  return text.replaceAll(/^[ \t]+|[ \t]+$/g, "");
}

/** Decodes percent-encoding as UTF-8. Invalid UTF-8 becomes U+FFFD. */
function decodeOctets(text: string): string {
  if (!text.includes("%")) return text;
  return text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll("%", ""), "hex").toString("utf8"),
  );
}
