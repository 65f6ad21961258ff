import type { IncomingHttpHeaders } from "node:http";

import { type Answer, createAnswer } from "../http/answer.ts";
import { problemAnswer } from "../http/problems.ts";
import { parseQuery } from "../http/query.ts";
import { readPreferences } from "./prefer.ts";

/** A request that no operation answers. */
export interface Unmatched {
  headers: IncomingHttpHeaders;
  method: string;
  path: string;
  query: string;
  /** Methods that the path has; empty if the document has no such path. */
  allowed: string[];
  /** Path of the page that lists the mock's routes. */
  routesPage: string;
}

/**
 * Returns Prism's problem for such a request. Its `Link` header leads to the list of routes (`service-doc` of RFC
 * 8631); at `/`, which people try first, the body does so too.
 */
export function unmatchedAnswer(request: Unmatched): Answer {
  const { headers, method, path, query, allowed, routesPage } = request;
  const preferences = readPreferences(headers.prefer, parseQuery(query));
  if ("mistakes" in preferences) {
    return problemAnswer("UNPROCESSABLE_ENTITY", preferences.mistakes);
  }
  const link = ["link", `<${routesPage}>; rel="service-doc"`];
  const route = `The route ${pathname(path)} has`;
  if (allowed.length > 0) {
    return problemAnswer(
      "NO_METHOD_MATCHED_ERROR",
      `${route} been matched, but it does not have "${method.toLowerCase()}" method defined`,
      {},
      ["allow", allowed.join(", "), ...link],
    );
  }
  if (isBrowserAtRoot(request)) return rootPage(routesPage);
  return problemAnswer(
    "NO_PATH_MATCHED_ERROR",
    `${route}n't been found in the specification file`,
    path === "/" ? { see: routesPage } : {},
    link,
  );
}

/** Returns a path as Prism prints it. */
function pathname(path: string): string {
  return URL.parse(path, "http://localhost")?.pathname ?? path;
}

/** Browsers accept `text/html` explicitly when they open an address; other programs rarely do. */
function isBrowserAtRoot({ headers, method, path }: Unmatched): boolean {
  return (
    path === "/" &&
    (method === "GET" || method === "HEAD") &&
    /text\/html/i.test(headers.accept ?? "")
  );
}

/** Returns a 404 that people can read. The status stays 404 so that programs do not take `/` for a route. */
function rootPage(routesPage: string): Answer {
  const href = routesPage.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Understudy</title>
<p>This mock has no route at <code>/</code>. <a href="${href}">See the routes that it has</a>.</p>
</html>
`;
  return createAnswer(404, ["cache-control", "no-store"], {
    type: "text/html; charset=utf-8",
    bytes: Buffer.from(html),
  });
}
