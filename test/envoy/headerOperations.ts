import type { HttpRoute } from "../../src/routing/httpRoute.ts";

type Headers = NonNullable<HttpRoute["headers"]>;

/** `set` overwrites, `add` appends, sorted by name; the authority is no header (`TranslateHeadersOperations`). */
export function headerOperations(all: Headers[]) {
  const operations = (of: "request" | "response") => ({
    add: all.flatMap(({ [of]: headers }) => [
      ...headersToAdd(headers?.set, "OVERWRITE_IF_EXISTS_OR_ADD"),
      ...headersToAdd(headers?.add, "APPEND_IF_EXISTS_OR_ADD"),
    ]),
    remove: all.flatMap(({ [of]: headers }) => headers?.remove ?? []),
  });
  const { request, response } = {
    request: operations("request"),
    response: operations("response"),
  };
  return {
    request_headers_to_add: request.add,
    request_headers_to_remove: request.remove,
    response_headers_to_add: response.add,
    response_headers_to_remove: response.remove,
  };
}

export function headersToAdd(headers: Record<string, string> | undefined, action: string) {
  return Object.entries(headers ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ header: { key, value }, append_action: action }));
}
