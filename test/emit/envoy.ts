import type { HttpMatch, HttpRoute } from "../../src/routing/httpRoute.ts";

export interface Request {
  method: string;
  /** As on the wire, without a query. */
  path: string;
  requestId?: string;
}

/** The first of a VirtualService's routes that a request matches, as Envoy looks for it. */
export function firstMatch(http: HttpRoute[], request: Request): HttpRoute | undefined {
  return http.find(
    ({ match }) => match === undefined || match.some((condition) => matches(condition, request)),
  );
}

/** Returns whether a request meets all conditions of a match. Supports only the conditions that are emitted. */
export function matches({ uri, method, headers }: HttpMatch, request: Request): boolean {
  return (
    textMatches(uri, request.path) &&
    textMatches(method, request.method) &&
    textMatches(headers?.["x-request-id"], request.requestId ?? "")
  );
}

function textMatches(match: HttpMatch["uri"], text: string): boolean {
  if (match === undefined) return true;
  if (match.exact !== undefined) return text === match.exact;
  if (match.prefix !== undefined) return text.startsWith(match.prefix);
  return new RegExp(`^(?:${match.regex})$`).test(text);
}
