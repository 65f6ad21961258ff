import { normalPath } from "../../openapi/table/normalPath.ts";
import { matchPath, parseTemplate } from "../../openapi/table/pattern.ts";

/** A route by which it is told whose a request is. */
export interface AgentRoute {
  methods: readonly string[];
  /** Path template with its base path: `/v1/payments/{paymentId}`. */
  path: string;
  /** `GET /payments/{paymentId}`, as people write it; undefined if its requests stay the origin's. */
  key?: string;
}

/**
 * Returns a function that tells whether a request is the laptop's: the first route that matches it has a key.
 *
 * @param routes in the order in which they are tried; undefined: all requests are
 */
export function takes(
  routes: readonly AgentRoute[] | undefined,
): (method?: string, target?: string) => boolean {
  if (routes === undefined) return () => true;
  const tried = routes.map((route) => ({ ...route, segments: parseTemplate(route.path) }));
  return (method = "", target = "") => {
    const path = pathOf(target);
    if (!path.startsWith("/")) return false;
    const found = tried.find(
      ({ methods, segments }) =>
        methods.includes(method) && matchPath(segments, path) !== undefined,
    );
    return found?.key !== undefined;
  };
}

/** Returns the path of a request's target as sidecars leave it. Not every caller has one, and some send the absolute form. */
function pathOf(target: string): string {
  const [written = ""] = target.replace(/^https?:\/\/[^/?]*\/?/i, "/").split("?", 1);
  return normalPath(written);
}
