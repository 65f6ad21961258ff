import type { Route, RouteTable } from "../routes/table.ts";
import { tryRequest } from "../server/tryRequest.ts";

/**
 * A command that one of the document's routes answers: a GET where there is one, and the first of those that ask for
 * the fewest headers. For a shell within the cluster.
 */
export function exampleCurl(table: RouteTable, url: string): string {
  const gets = table.routes.filter(({ method }) => method === "GET");
  const candidates = (gets.length > 0 ? gets : table.routes).map((route) => ({
    route,
    request: tryRequest(route, table),
  }));
  const headersOf = ({ request }: (typeof candidates)[number]) =>
    Object.keys(request.tryHeaders ?? {}).length;
  const [easiest] = candidates.sort((a, b) => headersOf(a) - headersOf(b));
  return easiest === undefined
    ? `curl ${quoted(url)}`
    : command(easiest.route, easiest.request, url);
}

function command(route: Route, request: ReturnType<typeof tryRequest>, url: string): string {
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
