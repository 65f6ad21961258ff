import { pathsOverlap, routesAtBases } from "../../emit/delays/delayRoutes.ts";
import { templateFault } from "../../openapi/table/pattern.ts";
import { METHODS, type RouteTable } from "../../openapi/table/table.ts";
import { didYouMean, type Problem } from "../../problem.ts";
import type { AgentRoute } from "../agent/takes.ts";

/** A route as people write it. */
export interface WrittenRoute {
  method: string;
  /** Path template. */
  path: string;
}

/** What people are told instead of a text that is no route. */
export const ROUTE_IS = 'a route such as "GET /payments/{paymentId}"';

/** Reads `GET /payments/{paymentId}`; returns undefined if it is no route. */
export function readRoute(text: string): WrittenRoute | undefined {
  const [, method = "", path = ""] = /^(\S+) (\S+)$/.exec(text) ?? [];
  const isRoute = METHODS.some((known) => known === method) && templateFault(path) === undefined;
  return isRoute ? { method, path } : undefined;
}

/** Returns routes as they are written: without a document nothing is known of others, or of base paths. */
export function routesAsWritten(written: readonly WrittenRoute[]): AgentRoute[] {
  return written.map(({ method, path }) => ({
    methods: method === "GET" ? ["GET", "HEAD"] : [method],
    ...{ path, key: `${method} ${path}` },
  }));
}

/**
 * Returns the chosen routes of a document under each of its base paths, in matching order, with those other routes that
 * are tried before them and could have the same requests: `GET /users/me` beside `GET /users/{id}`. A route that the
 * document does not have adds a problem.
 *
 * @param document its name for people
 */
export function routesOfDocument(
  written: readonly WrittenRoute[],
  { table, document }: { table: RouteTable; document: string },
  problems: Problem[],
): AgentRoute[] {
  const chosen = new Set(written.map(({ method, path }) => `${method} ${path}`));
  const known = new Set(table.routes.map(({ key }) => key));
  for (const key of chosen) {
    if (known.has(key)) continue;
    const alike = [...known].find((one) => withoutNames(one) === withoutNames(key));
    const fix = didYouMean(alike ?? key, known);
    problems.push({ where: "--routes", what: `no such route in ${document}: ${key}`, fix });
  }
  const order = routesAtBases(table);
  return order.flatMap((one, index) => {
    const { key, answers } = one.route;
    const isChosen = chosen.has(key);
    const isNeeded =
      isChosen ||
      order
        .slice(index + 1)
        .some(
          (later) =>
            chosen.has(later.route.key) &&
            later.route.answers.some((method) => answers.includes(method)) &&
            pathsOverlap(one, later),
        );
    if (!isNeeded) return [];
    return [{ methods: answers, path: one.basePath + one.route.path, ...(isChosen && { key }) }];
  });
}

/** Returns a route's key without the names of its parameters, which people forget first. */
function withoutNames(key: string): string {
  return key.replaceAll(/\{[^{}]*\}/g, "{}");
}
