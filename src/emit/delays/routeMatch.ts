import { isLiteral, templateRegex } from "../../openapi/table/pattern.ts";
import type { Route } from "../../openapi/table/table.ts";
import type { HttpMatch } from "../../routing/httpRoute.ts";

/**
 * What Envoy compares a request with: a path without parameters exactly, any other with a regular expression that
 * must match the whole path. Envoy looks at the path as it is on the wire, without its query.
 */
export function routeMatch(basePath: string, route: Route): HttpMatch {
  const [method = route.method, ...others] = route.answers;
  return {
    uri: isLiteral(route.segments)
      ? { exact: `${basePath}/${route.segments.join("/")}` }
      : { regex: templateRegex(basePath, route.segments) },
    method: others.length === 0 ? { exact: method } : { regex: route.answers.join("|") },
  };
}
