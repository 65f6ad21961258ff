import type { Route, RouteTable } from "../openapi/table/table.ts";
import { tryRequest } from "../server/own/tryRequest.ts";

type TryRequest = ReturnType<typeof tryRequest>;

/**
 * A command that one of the document's routes answers: a GET where there is one, and of those the first that asks for
 * the fewest headers and path parameters. For a shell within the cluster.
 */
export function exampleCurl(table: RouteTable, url: string): string {
  const gets = table.routes.filter(({ method }) => method === "GET");
  const [easiest] = (gets.length > 0 ? gets : table.routes)
    .map((route) => ({ route, request: tryRequest(route, table) }))
    .sort((a, b) => effort(a.route, a.request) - effort(b.route, b.request));
  return easiest === undefined
    ? `curl ${quoted(url)}`
    : command(easiest.route, easiest.request, url);
}

function effort({ segments }: Route, { tryHeaders = {} }: TryRequest): number {
  const parameters = segments.filter((segment) => typeof segment !== "string");
  return Object.keys(tryHeaders).length + parameters.length;
}

function command(route: Route, request: TryRequest, url: string): string {
  const { tryPath, tryHeaders = {}, tryBody } = request;
  const body = route.method === "GET" ? undefined : tryBody;
  const headers = {
    ...tryHeaders,
    ...(body === undefined ? {} : { "Content-Type": body.type }),
  };
  return [
    "curl",
    ...(route.method === "GET" ? [] : ["-X", route.method]),
    ...Object.entries(headers).flatMap(([name, value]) => ["-H", quoted(`${name}: ${value}`)]),
    ...(body === undefined ? [] : ["-d", quoted(body.text)]),
    quoted(url + tryPath),
  ].join(" ");
}

/** As one word of a POSIX shell; plain words stay as they are. */
function quoted(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
