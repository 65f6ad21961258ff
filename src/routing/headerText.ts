/** Headers of a request, by names in lower case; several lines are a list, or one text with commas between. */
export type RequestHeaders = Record<string, string | string[] | undefined>;

/** A header as Envoy compares it: its lines joined by commas. Undefined where the request has none. */
export function headerText(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return typeof value === "object" ? value.join(",") : value;
}
