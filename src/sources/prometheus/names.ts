import { createRouter } from "../../openapi/table/router.ts";
import type { Route, RouteKey, RouteTable } from "../../openapi/table/table.ts";
import { anonymousTemplate } from "../anonymousTemplate.ts";

/** What the labels of a series say about its operation. */
export interface LabelledRoute {
  /** Value of the label of the route; undefined if it is empty. */
  route: string | undefined;
  /** Undefined if the metric has no label of the method. */
  method: string | undefined;
}

/** What only templates and regular expressions have, and no path that was requested. */
const TEMPLATE = /[{}<>[\]()^$*\\]|(?:^|\/):|\?$/;

/**
 * Returns the names of a route in Prometheus. The labels have the template in the spelling of a framework, with names of
 * parameters that the document may not have, so names are templates without them: `GET /users/{}`. A metric without the
 * method has `/users/{}`. `createNamer` gives the route's key to those that fit this route alone.
 */
export function namesOfRoute(route: Route, table: RouteTable): string[] {
  const names = templatesOf(route, table).flatMap((path) => [
    path,
    ...route.answers.map((method) => `${method} ${path}`),
  ]);
  const { key, operationId } = route;
  return [...new Set([key, ...(operationId === undefined ? [] : [operationId]), ...names])];
}

/**
 * Returns a function for the name of a series: the key of the route if only one fits, or else the shared name of those
 * that fit, or else the labels' own words. A route fits by its operationId, its template, or, if the label has a path
 * that was requested (`/users/17`), as a mock would choose it.
 */
export function createNamer(table: RouteTable): (labels: LabelledRoute) => string {
  const router = createRouter(table);
  const byOperation = new Map<string, RouteKey[]>();
  const byTemplate = new Map<string, RouteKey[]>();
  for (const route of table.routes) {
    if (route.operationId !== undefined) push(byOperation, route.operationId, route.key);
    for (const template of templatesOf(route, table)) {
      push(byTemplate, template, route.key);
      for (const method of route.answers) push(byTemplate, `${method} ${template}`, route.key);
    }
  }
  return (labels) => {
    const { route, method } = withMethod(labels);
    if (route === undefined) return method === undefined ? "(no route)" : `${method} (no route)`;
    const operations = byOperation.get(route) ?? [];
    if (operations.length > 0) return only(operations) ?? route;
    const template = ofMethod(method, anonymousTemplate(route));
    const keys = byTemplate.get(template) ?? [];
    if (keys.length > 0) return only(keys) ?? template;
    const path = method === undefined || TEMPLATE.test(route) ? undefined : route;
    const found = path === undefined ? undefined : router.find(method ?? "", path);
    return found?.route.key ?? ofMethod(method, route);
  };
}

function templatesOf(route: Route, table: RouteTable): string[] {
  return [...new Set(table.basePaths.map((base) => anonymousTemplate(base + route.path)))];
}

/** Returns the labels with the method that the label of the route may begin with: `GET /users/{id}`. */
function withMethod({ route, method }: LabelledRoute): LabelledRoute {
  const [, word, path] = /^([A-Za-z]+) +(\S+)$/.exec(route ?? "") ?? [];
  if (word === undefined || path === undefined) return { route, method: method?.toUpperCase() };
  return { route: path, method: word.toUpperCase() };
}

function ofMethod(method: string | undefined, path: string): string {
  return method === undefined ? path : `${method} ${path}`;
}

function push(map: Map<string, RouteKey[]>, name: string, key: RouteKey): void {
  const keys = map.get(name);
  if (keys === undefined) map.set(name, [key]);
  else if (!keys.includes(key)) keys.push(key);
}

function only(keys: readonly RouteKey[]): RouteKey | undefined {
  return keys.length === 1 ? keys[0] : undefined;
}
