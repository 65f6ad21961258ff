import { hasSpellings, isLiteral, templateRegex } from "../../openapi/table/pattern.ts";
import type { Route } from "../../openapi/table/table.ts";
import type { HttpMatch } from "../../routing/httpRoute.ts";

/**
 * Returns the match for a route's requests: an exact path if the path has one spelling, otherwise a regular expression
 * for the whole path. Envoy compares the path as it is on the wire, without the query, and keeps the case of its
 * escapes.
 */
export function routeMatch(basePath: string, route: Route): HttpMatch {
  const [method = route.method, ...others] = route.answers;
  const exact = `${basePath}/${route.segments.join("/")}`;
  return {
    uri:
      isLiteral(route.segments) && !hasSpellings(exact)
        ? { exact }
        : { regex: templateRegex(basePath, route.segments) },
    method: others.length === 0 ? { exact: method } : { regex: route.answers.join("|") },
  };
}
