import { didYouMean, received } from "../problem.ts";
import { type Context, expectItems, expectMembers, report } from "./context.ts";
import { child, isMapping, members, type Node, textAt } from "./document/node.ts";
import { resolve } from "./reference.ts";
import type { Route, SecurityScheme } from "./table/table.ts";

/** Compiles the document's security schemes, by name. */
export function compileSchemes(context: Context, root: Node): Record<string, SecurityScheme> {
  const schemes = expectMembers(context, schemesNode(context, root)).flatMap((node) => {
    const scheme = resolve(context, node);
    const compiled = scheme && compileScheme(context, scheme);
    return compiled ? [[node.key, compiled]] : [];
  });
  return Object.fromEntries(schemes);
}

/**
 * Returns the security requirements of an operation: its own `security`, or else the document's. A scheme that the
 * document does not have is reported and not required. A document without schemes requires nothing. As in Prism,
 * the empty alternatives of a 2.0 document become a single one, the last, or none if there is no other alternative.
 */
export function compileSecurity(
  context: Context,
  root: Node,
  operation: Node,
  schemes: Record<string, SecurityScheme>,
): Route["security"] {
  const own = child(operation, "security");
  const written = own.value === undefined ? child(root, "security") : own;
  const alternatives = expectItems(context, written).map((alternative) =>
    Object.fromEntries(
      expectMembers(context, alternative).flatMap((requirement) => {
        const name = requirement.key ?? "";
        if (Object.hasOwn(schemes, name)) return [[name, scopes(requirement.value)]];
        const declared = members(schemesNode(context, root)).map((scheme) => scheme.key ?? "");
        if (!declared.includes(name)) {
          const fix = didYouMean(name, declared);
          report(context, requirement, `there is no security scheme "${name}"`, { fix });
        }
        return [];
      }),
    ),
  );
  if (!isMapping(schemesNode(context, root).value)) return [];
  if (context.version !== "2.0") return alternatives;
  const asking = alternatives.filter((alternative) => Object.keys(alternative).length > 0);
  const optional = expectItems(context, written).filter(({ value }) => isEmpty(value));
  return optional.length > 0 && alternatives.length > 1 ? [...asking, {}] : asking;
}

function isEmpty(value: unknown): boolean {
  return isMapping(value) && Object.keys(value).length === 0;
}

function schemesNode(context: Context, root: Node): Node {
  return context.version === "2.0"
    ? child(root, "securityDefinitions")
    : child(child(root, "components"), "securitySchemes");
}

function scopes(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((scope) => typeof scope === "string") : [];
}

function compileScheme(context: Context, node: Node): SecurityScheme | undefined {
  const type = textAt(node, "type");
  switch (type) {
    case "basic":
      return { type: "http", scheme: "basic" };
    case "http":
      return { type, scheme: (textAt(node, "scheme") ?? "").toLowerCase() };
    case "oauth2":
    case "openIdConnect":
    case "mutualTLS":
      return { type };
    case "apiKey": {
      const place = textAt(node, "in");
      const name = textAt(node, "name");
      if ((place === "query" || place === "header" || place === "cookie") && name !== undefined) {
        return { type, in: place, name };
      }
      const expected = 'expected an API key with "name" and "in" (query, header or cookie)';
      return report(context, node, `${expected}, received ${received(node.value)}`);
    }
    default: {
      const given = isMapping(node.value) ? node.value.type : node.value;
      return report(context, node, `unknown type of security scheme: ${received(given)}`);
    }
  }
}
