import { dynamicAnchorsIn, resourceOf } from "../document/identifier.ts";
import {
  type DocumentFile,
  isMapping,
  keysTo,
  type Node,
  placeId,
  rootOf,
} from "../document/node.ts";

/**
 * The schemas that dynamic references lead to, by anchor. A `$dynamicRef` leads to the anchor of the outermost schema
 * that was entered on the way to it, so a schema that others extend is compiled once for each scope.
 */
export type DynamicScope = ReadonlyMap<string, Node>;

/** Returns the scope within a schema: the same one if the schema adds no anchor. */
export function enterScope(scope: DynamicScope, schema: Node): DynamicScope {
  if (!hasDynamicAnchors(schema.file)) return scope;
  const added = dynamicAnchorsIn(wholeSchema(schema)).filter(({ name }) => !scope.has(name));
  if (added.length === 0) return scope;
  return new Map([...scope, ...added.map(({ name, node }): [string, Node] => [name, node])]);
}

/** Returns a text that is unique for each scope. */
export function scopeId(scope: DynamicScope): string {
  return [...scope]
    .map(([name, node]) => `${name}=${placeId(node)}`)
    .toSorted()
    .join(" ");
}

/**
 * Returns the schema that a schema is a part of: the nearest one with an `$id`, or else the component, or the file, or
 * the schema itself. JSON Schema demands the `$id`, but many documents have generic schemas without.
 */
export function wholeSchema(schema: Node): Node {
  const resource = resourceOf(schema);
  if (resource !== undefined) return resource;
  const root = rootOf(schema.file);
  const [first, second, third] = keysTo(schema);
  if (first === "components" && second === "schemas" && third !== undefined) {
    return ancestor(schema, 3);
  }
  return isMapping(root.value) && "openapi" in root.value ? schema : root;
}

/** Returns the node around `node`, or the node itself, that has a number of keys. */
function ancestor(node: Node, depth: number): Node {
  const keys = keysTo(node).length;
  let at = node;
  for (let i = keys; i > depth && at.parent; i--) at = at.parent;
  return at;
}

const known = new WeakMap<DocumentFile, boolean>();

function hasDynamicAnchors(file: DocumentFile): boolean {
  const found = known.get(file) ?? /\$(dynamic|recursive)Anchor/.test(file.text);
  known.set(file, found);
  return found;
}
