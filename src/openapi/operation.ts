import { didYouMean, received } from "../problem.ts";
import { compileBody, compileSwaggerBody } from "./body.ts";
import { type Context, report } from "./context.ts";
import { child, isAbsent, isMapping, items, type Node, textAt } from "./document/node.ts";
import { compileParameters, parameterNodes } from "./parameter.ts";
import { compileReplies } from "./reply.ts";
import { compileSecurity } from "./security.ts";
import { serverPatterns } from "./servers.ts";
import { parameterNames, parseTemplate, templateFault } from "./table/pattern.ts";
import type { Method, Parameter, Route, SecurityScheme } from "./table/table.ts";

/** What an operation inherits from the document. */
export interface Surroundings {
  root: Node;
  path: string;
  /** The operation's path in the document. */
  pathNodes: Node[];
  method: Method;
  /** Whether the path has a HEAD operation of its own. */
  hasHead: boolean;
  schemes: Record<string, SecurityScheme>;
}

/**
 * Compiles one operation to a route. If a client could not call it as it is described, because its path template, its
 * parameters or its `responses` are unusable, it is reported and left out. Any other mistake only costs the part that
 * has it: the schema accepts anything, the response is empty, the example is left out.
 */
export function compileOperation(
  context: Context,
  operation: Node,
  { root, path, pathNodes, method, hasHead, schemes }: Surroundings,
): Route | undefined {
  const loss = "operation";
  const fault = templateFault(path);
  if (fault !== undefined) return report(context, operation, fault, { loss });
  if (!isMapping(operation.value)) {
    const what = `expected an operation, received ${received(operation.value)}`;
    return report(context, operation, what, { loss });
  }
  const responses = child(operation, "responses");
  if (!isAbsent(responses) && !isMapping(responses.value)) {
    const what = `"responses": expected a mapping of statuses, received ${received(responses.value)}`;
    return report(context, responses, what, { loss });
  }
  const parameters = parameterNodes(context, [operation, ...pathNodes.toReversed()]);
  if (parameters === undefined) return undefined;
  const segments = parseTemplate(path);
  const servers = ownServers(context, [operation, ...pathNodes]);
  const body =
    context.version === "2.0"
      ? compileSwaggerBody(context, parameters, mediaTypes(root, operation, "consumes"))
      : compileBody(context, operation);
  return {
    key: `${method} ${path}`,
    method,
    answers: method === "GET" && !hasHead ? ["GET", "HEAD"] : [method],
    path,
    segments,
    ...described(operation),
    parameters: withPathParameters(
      context,
      operation,
      parameterNames(segments),
      compileParameters(context, parameters),
    ),
    ...(body && { body }),
    responses: compileReplies(context, responses, mediaTypes(root, operation, "produces")),
    security: compileSecurity(context, root, operation, schemes),
    ...(servers && { servers }),
  };
}

/** In 2.0 only the document has servers. */
function ownServers(context: Context, holders: Node[]): string[] | undefined {
  if (context.version === "2.0") return undefined;
  for (const holder of holders) {
    const servers = serverPatterns(context, holder);
    if (servers !== undefined) return servers;
  }
  return undefined;
}

function described(operation: Node): Partial<Route> {
  const operationId = textAt(operation, "operationId");
  const summary = textAt(operation, "summary");
  const tags = items(child(operation, "tags"))
    .map((tag) => tag.value)
    .filter((tag) => typeof tag === "string");
  return {
    ...(operationId !== undefined && { operationId }),
    ...(summary !== undefined && { summary }),
    ...(tags.length > 0 && { tags }),
    ...(child(operation, "deprecated").value === true && { deprecated: true }),
  };
}

/** Returns the operation's own list (2.0), or else the document's. */
function mediaTypes(root: Node, operation: Node, key: "consumes" | "produces"): string[] {
  const own = child(operation, key);
  return items(Array.isArray(own.value) ? own : child(root, key))
    .map((item) => item.value)
    .filter((type) => typeof type === "string");
}

/** Checks that exactly the parameters of the template are described as path parameters. */
function withPathParameters(
  context: Context,
  operation: Node,
  names: string[],
  declared: Parameter[],
): Parameter[] {
  const missing = names.filter(
    (name) => !declared.some((parameter) => parameter.in === "path" && parameter.name === name),
  );
  for (const name of missing) {
    const others = declared.filter((parameter) => parameter.in === "path");
    const fix = didYouMean(
      name,
      others.map((parameter) => parameter.name),
    );
    report(context, operation, `the path parameter {${name}} is not described`, { fix });
  }
  return [
    ...missing.map(
      (name): Parameter => ({
        in: "path",
        name,
        required: true,
        style: "simple",
        explode: false,
        schema: { type: "string" },
      }),
    ),
    ...declared.filter((parameter) => parameter.in !== "path" || names.includes(parameter.name)),
  ];
}
