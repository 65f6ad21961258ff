import type { Route, RouteTable } from "../openapi/table/table.ts";
import { tryRequest } from "../server/own/tryRequest.ts";
import { shellWord } from "../shellWord.ts";

type TryRequest = ReturnType<typeof tryRequest>;

/**
 * Returns a command that one of the document's routes answers: a GET if there is one, and among those the first that
 * needs the fewest headers and path parameters.
 *
 * @param url Where the mock answers, as seen from the shell.
 * @param options Further arguments of curl, such as `-i`.
 */
export function exampleCurl(table: RouteTable, url: string, options: string[] = []): string {
  const gets = table.routes.filter(({ method }) => method === "GET");
  const [easiest] = (gets.length > 0 ? gets : table.routes)
    .map((route) => ({ route, request: tryRequest(route, table) }))
    .sort((a, b) => effort(a.route, a.request) - effort(b.route, b.request));
  return easiest === undefined
    ? ["curl", ...options, url].map(quoted).join(" ")
    : command(easiest.route, easiest.request, url, options);
}

function effort({ segments }: Route, { tryHeaders = {} }: TryRequest): number {
  const parameters = segments.filter((segment) => typeof segment !== "string");
  return Object.keys(tryHeaders).length + parameters.length;
}

function command(route: Route, request: TryRequest, url: string, options: string[]): string {
  const { tryPath, tryHeaders = {}, tryBody } = request;
  const body = route.method === "GET" ? undefined : tryBody;
  const headers = {
    ...tryHeaders,
    ...(body === undefined ? {} : { "Content-Type": body.type }),
  };
  return [
    "curl",
    ...options,
    ...(route.method === "GET" ? [] : ["-X", route.method]),
    ...Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]),
    ...(body === undefined ? [] : ["-d", body.text]),
    url + tryPath,
  ]
    .map(quoted)
    .join(" ");
}

/** Returns a text as one word of bash. */
function quoted(text: string): string {
  // Who copies the command must not lose the ends of lines, which are a part of a multipart form.
  if (text.includes("\r")) {
    const escaped = text
      .replaceAll(/[\\']/g, "\\$&")
      .replaceAll("\r", "\\r")
      .replaceAll("\n", "\\n");
    return `$'${escaped}'`;
  }
  return shellWord(text);
}
