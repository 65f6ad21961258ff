/** Headers of a request, by names in lower case; several lines are a list, or one text with commas between. */
export type RequestHeaders = Record<string, string | string[] | undefined>;

/** A header as Envoy compares it: its lines joined by commas. Undefined where the request has none. */
export function headerText(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return typeof value === "object" ? value.join(",") : value;
}

/**
 * The characters of a text whose octets Node gives as characters (`latin1`), as RE2 sees them: read as UTF-8, and
 * undefined where they are none, which no regular expression matches. A text with other characters is as it is.
 */
export function decodeText(text: string): string | undefined {
  if (!/[\x80-\xff]/.test(text) || /[^\0-\xff]/.test(text)) return text;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "latin1"));
  } catch {
    return undefined;
  }
}
