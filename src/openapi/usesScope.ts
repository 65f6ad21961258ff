import type { Context } from "./context.ts";
import { isSchemaKind, KEYWORDS } from "./dialect/keywords.ts";
import { child, isContainer, isMapping, items, members, type Node } from "./document/node.ts";
import { dynamicReferenceOf, referenceOf, resolve } from "./reference.ts";

const known = new WeakMap<object, boolean>();

/**
 * Whether a schema means something else in another dynamic scope: it, or a schema that it leads to, has a dynamic
 * reference. All others are compiled only once.
 */
export function usesScope(context: Context, schema: Node): boolean {
  if (!isContainer(schema.value)) return false;
  const found = known.get(schema.value) ?? reachesDynamicReference(context, schema, new Set());
  known.set(schema.value, found);
  return found;
}

function reachesDynamicReference(context: Context, node: Node, seen: Set<unknown>): boolean {
  if (!isMapping(node.value) || seen.has(node.value)) return false;
  seen.add(node.value);
  if (dynamicReferenceOf(node) !== undefined) return true;
  const target = referenceOf(node) === undefined ? undefined : resolve(context, node);
  const inner = Object.keys(node.value).flatMap((keyword) => schemasAt(child(node, keyword)));
  return [...(target ? [target] : []), ...inner].some((next) =>
    reachesDynamicReference(context, next, seen),
  );
}

/** Returns the schemas in a keyword's value. */
function schemasAt(node: Node): Node[] {
  const kind = KEYWORDS.get(node.key ?? "");
  if (kind === undefined || !isSchemaKind(kind)) return [];
  if (kind === "schemaMap") return members(node);
  return Array.isArray(node.value) ? items(node) : [node];
}
