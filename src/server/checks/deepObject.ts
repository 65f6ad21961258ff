import type { Schema } from "../../openapi/table/table.ts";
import type { Fields } from "../http/fields.ts";
import { itemSchema, otherProperties, propertySchemas } from "../schemas/parts.ts";
import type { SharedSchemas } from "../schemas/schemas.ts";
import { shapesOf } from "../schemas/shapes.ts";

/**
 * Reads the value of a parameter in style `deepObject`: `filter[price][min]=3&filter[tags][0]=a`. OpenAPI describes only
 * one level of an object; objects and lists inside it are read as most clients write them: `[0]`, `[]` or repeated.
 * Returns undefined if the request has no part of it.
 */
export function readDeepObject(
  name: string,
  fields: Fields,
  schema: Schema,
  shared: SharedSchemas,
): unknown {
  const root = treeOf(name, fields);
  const { texts, inner } = root;
  if (inner.size === 0 && (texts.length === 0 || isObjectAlone(schema, shared))) return undefined;
  return valueAt(root, schema, shared);
}

/** The texts at a place, and what is inside it by the names in brackets. */
interface Tree {
  texts: readonly string[];
  inner: Map<string, Tree>;
}

function treeOf(name: string, fields: Fields): Tree {
  const root: Tree = { texts: [], inner: new Map() };
  for (const [field, texts] of fields) {
    const way = field.slice(name.length);
    if (!field.startsWith(name) || !/^(?:\[[^[\]]*\])*$/.test(way)) continue;
    let at = root;
    for (const [, key = ""] of way.matchAll(/\[([^[\]]*)\]/g)) {
      const next = at.inner.get(key) ?? { texts: [], inner: new Map() };
      at.inner.set(key, next);
      at = next;
    }
    at.texts = typeof texts === "string" ? [texts] : texts;
  }
  return root;
}

function valueAt(tree: Tree, schema: Schema, shared: SharedSchemas): unknown {
  const shapes = shapesOf(schema, shared);
  const { texts, inner } = tree;
  if (inner.size === 0) {
    const isList = texts.length > 1 || (shapes.has("list") && !shapes.has("text"));
    return isList && texts.length > 0 ? [...texts] : texts[0];
  }
  const keys = [...inner.keys()];
  const isList =
    shapes.has("list") && (!shapes.has("object") || keys.every((key) => /^\d*$/.test(key)));
  return isList ? itemsOf(tree, schema, shared) : objectOf(tree, schema, shared);
}

/** Items by number come first, in order, then those without one. */
function itemsOf({ inner }: Tree, schema: Schema, shared: SharedSchemas): unknown[] {
  const item = itemSchema(schema, shared);
  const numbered = [...inner].filter(([key]) => /^\d+$/.test(key));
  const items = numbered.toSorted(([a], [b]) => Number(a) - Number(b));
  const others = inner.get("")?.texts ?? [];
  return [...items.map(([, tree]) => valueAt(tree, item, shared)), ...others];
}

function objectOf({ inner }: Tree, schema: Schema, shared: SharedSchemas): unknown {
  const properties = propertySchemas(schema, shared);
  const others = otherProperties(schema, shared);
  return Object.fromEntries(
    [...inner].map(([key, tree]) => [key, valueAt(tree, properties.get(key) ?? others, shared)]),
  );
}

function isObjectAlone(schema: Schema, shared: SharedSchemas): boolean {
  const shapes = shapesOf(schema, shared);
  return shapes.has("object") && shapes.size === 1;
}
