import type { Route, RouteTable } from "../../openapi/table/table.ts";
import { tryRequest } from "../../server/own/tryRequest.ts";
import { seededRandom } from "../../server/values/random.ts";

/** One request of a route. */
export interface Candidate {
  path: string;
  headers: Record<string, string>;
  body?: { type: string; text: string };
}

/** Requests of a route: enough that not every one is equal, and few enough to read. */
const EXAMPLES = 3;

/**
 * Returns requests of a route, each once: first that of the document's examples, then drawn ones with the same headers
 * and content type. They are the same each time.
 */
export function candidatesOf(route: Route, table: RouteTable): Candidate[] {
  const first = candidateOf(route, table);
  const found = new Map([[JSON.stringify(first), first]]);
  for (let i = 1; i < EXAMPLES; i++) {
    const random = seededRandom(`${route.key} ${i}`);
    const drawn = {
      ...candidateOf(route, table, { random, fillProperties: false }),
      headers: first.headers,
    };
    if (drawn.body?.type === first.body?.type) found.set(JSON.stringify(drawn), drawn);
  }
  return [...found.values()];
}

function candidateOf(
  route: Route,
  table: RouteTable,
  chance?: Parameters<typeof tryRequest>[2],
): Candidate {
  const { tryPath, tryHeaders = {}, tryBody } = tryRequest(route, table, chance);
  return { path: tryPath, headers: tryHeaders, ...(tryBody && { body: tryBody }) };
}

/** Returns the headers that more than half of the routes need, each with one value: credentials, for example. */
export function commonHeaders(routes: readonly (readonly Candidate[])[]): Record<string, string> {
  const values = new Map<string, string[]>();
  for (const [first] of routes) {
    for (const [name, value] of Object.entries(first?.headers ?? {})) {
      values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  return Object.fromEntries(
    [...values].flatMap(([name, all]) => {
      const [value = ""] = all;
      const isCommon = all.length * 2 > routes.length && all.every((one) => one === value);
      return isCommon && name !== "Cookie" ? [[name, value]] : [];
    }),
  );
}
