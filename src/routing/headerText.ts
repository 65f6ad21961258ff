/** Headers of a request by lower-case name. Several lines are a list, or one text joined by commas. */
export type RequestHeaders = Record<string, string | string[] | undefined>;

/** Returns a header as Envoy compares it, its lines joined by commas, or undefined if the request does not have it. */
export function headerText(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return typeof value === "object" ? value.join(",") : value;
}
