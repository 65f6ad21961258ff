import { didYouMean, received } from "../problem.ts";
import { type Context, expectMembers, report } from "./context.ts";
import { child, isAbsent, isMapping, members, type Node } from "./document/node.ts";
import { compileOperation } from "./operation.ts";
import { referenceOf, resolve } from "./reference.ts";
import { templateRegex } from "./table/pattern.ts";
import {
  FIXED_METHODS,
  METHODS,
  type Method,
  type Route,
  type SecurityScheme,
} from "./table/table.ts";

/** One path of a document, with its reference followed. */
export interface PathItem {
  path: string;
  /** The path item itself, then the one that its `$ref` leads to. */
  nodes: Node[];
}

/** Returns all paths of the document that can be read. */
export function pathItems(context: Context, root: Node): PathItem[] {
  const paths = child(root, "paths");
  if (isAbsent(paths) && (context.version === "2.0" || context.version === "3.0")) {
    report(context, root, '"paths": expected a mapping of paths, received nothing');
  }
  return expectMembers(context, paths).flatMap((node) => {
    const path = node.key ?? "";
    if (path.startsWith("x-")) return [];
    const target = resolve(context, node);
    if (target === undefined) return [];
    if (isMapping(target.value)) {
      return [{ path, nodes: referenceOf(node) === undefined ? [node] : [node, target] }];
    }
    const what = `expected the operations of a path, received ${received(target.value)}`;
    return report(context, target, what) ?? [];
  });
}

/** Compiles the operations of all paths to routes, in the document's order. `compileOperation` leaves some out. */
export function compilePaths(
  context: Context,
  root: Node,
  paths: PathItem[],
  schemes: Record<string, SecurityScheme>,
): Route[] {
  const served = new Map<string, Route>();
  for (const pathItem of paths) {
    const methods = operationsOf(context, pathItem);
    for (const [method, node] of methods) {
      const { path } = pathItem;
      context.operation = { key: `${method} ${path}`, value: node.value };
      const operation = resolve(context, node, { loss: "operation" });
      const hasHead = methods.has("HEAD");
      const place = { root, path, pathNodes: pathItem.nodes, method, hasHead, schemes };
      const route = operation && compileOperation(context, operation, place);
      if (route) addUnlessUnreachable(context, served, route, operation);
    }
    context.operation = undefined;
  }
  return [...served.values()];
}

/** If a path and the target of its `$ref` have the same method, that of the path takes precedence. */
function operationsOf(context: Context, { nodes }: PathItem): Map<Method, Node> {
  const operations = new Map<Method, Node>();
  const add = (method: Method | undefined, node: Node) => {
    if (method !== undefined && !operations.has(method)) operations.set(method, node);
  };
  const isLatest = context.version === "3.2";
  const fixed = FIXED_METHODS.filter((method) => isLatest || method !== "QUERY");
  for (const node of nodes.flatMap(members)) {
    const key = node.key ?? "";
    if (isLatest && key === "additionalOperations") {
      for (const other of expectMembers(context, node))
        add(additionalMethod(context, other), other);
    } else if (!FIELDS.includes(key) && !key.startsWith("x-")) {
      const method = fixed.find((known) => known.toLowerCase() === key);
      add(method, node);
      if (method === undefined) reportUnknown(context, node, fixed);
    }
  }
  return operations;
}

const FIELDS = ["$ref", "summary", "description", "servers", "parameters"];

function reportUnknown(context: Context, node: Node, known: Method[]): void {
  const key = node.key ?? "";
  const methods = known.map((method) => method.toLowerCase());
  const isOf32 = key === "query" || key === "additionalOperations";
  report(context, node, `"${key}" is none of the methods that are served`, {
    fix: isOf32
      ? "OpenAPI 3.2 has it: write `openapi: 3.2.0`."
      : (didYouMean(key, methods) ?? `They are ${methods.join(", ")}.`),
  });
}

/** Returns the method of an additional operation. It is sent as it is written. */
function additionalMethod(context: Context, node: Node): Method | undefined {
  const key = node.key ?? "";
  if (FIXED_METHODS.some((method) => method === key.toUpperCase())) {
    const what = `"${key}" has a field of its own in a path`;
    return report(context, node, what, {
      fix: `Write ${key.toLowerCase()} beside additionalOperations.`,
    });
  }
  const method = METHODS.find((known) => known === key);
  if (method !== undefined || key.startsWith("x-")) return method;
  const others = METHODS.filter((known) => !FIXED_METHODS.some((fixed) => fixed === known));
  return report(context, node, `"${key}" is none of the methods that are served`, {
    fix: didYouMean(key, others) ?? `Additional ones are ${others.join(", ")}.`,
  });
}

function addUnlessUnreachable(
  context: Context,
  served: Map<string, Route>,
  route: Route,
  operation: Node,
): void {
  const requests = `${route.method} ${templateRegex("", route.segments)}`;
  const twin = served.get(requests);
  if (twin === undefined) served.set(requests, route);
  else {
    const what = `no request can reach it: ${twin.key} takes the same ones`;
    report(context, operation, what, { loss: "operation" });
  }
}
