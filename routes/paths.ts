import { received } from "../problem.ts";
import { type Context, report } from "./context.ts";
import { child, isMapping, members, type Node } from "./node.ts";
import { compileOperation } from "./operation.ts";
import { templateRegex } from "./pattern.ts";
import { referenceOf, resolve } from "./reference.ts";
import { METHODS, type Route, type SecurityScheme } from "./table.ts";

/** Every operation of the document, in its order. */
export function compilePaths(
  context: Context,
  root: Node,
  schemes: Record<string, SecurityScheme>,
): Route[] {
  const paths = child(root, "paths");
  if (!isMapping(paths.value)) {
    if (paths.value !== undefined || context.version !== "3.1") {
      report(
        context,
        paths,
        `"paths": expected a mapping of paths, received ${received(paths.value)}`,
      );
    }
    return [];
  }
  const served = new Map<string, string>();
  return pathItems(root).flatMap((item) => {
    const path = item.key ?? "";
    const pathItem = resolvePathItem(context, item);
    if (pathItem === undefined) return [];
    const hasHead = child(pathItem, "head").value !== undefined;
    return members(pathItem).flatMap((node) => {
      const method = METHODS.find((known) => known.toLowerCase() === node.key);
      if (method === undefined) return [];
      const operation = resolve(context, node, { loss: "operation" });
      if (operation === undefined) return [];
      const key = `${method} ${path}`;
      context.operation = { key, value: operation.value };
      const surroundings = { root, path, pathItem, method, hasHead, schemes };
      const route = compileOperation(context, operation, surroundings);
      const twin = route && firstTwin(served, route);
      if (twin !== undefined) {
        const what = `no request reaches it: ${twin} takes them all`;
        report(context, operation, what, { loss: "operation" });
      }
      context.operation = undefined;
      return route && twin === undefined ? [route] : [];
    });
  });
}

/** The entries of `paths`, references not followed. */
export function pathItems(root: Node): Node[] {
  return members(child(root, "paths")).filter((item) => !item.key?.startsWith("x-"));
}

/** What stands beside a path's `$ref` counts first. */
function resolvePathItem(context: Context, item: Node): Node | undefined {
  if (referenceOf(item) === undefined) {
    if (isMapping(item.value)) return item;
    return report(context, item, `expected a path's operations, received ${received(item.value)}`);
  }
  return resolve(context, item);
}

/** The earlier route with the same method and, but for parameters' names, the same template. */
function firstTwin(served: Map<string, string>, route: Route): string | undefined {
  const requests = `${route.method} ${templateRegex("", route.segments)}`;
  const twin = served.get(requests);
  if (twin === undefined) served.set(requests, route.key);
  return twin;
}
