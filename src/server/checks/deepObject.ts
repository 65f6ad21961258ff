import { once } from "../../once.ts";
import type { Schema } from "../../openapi/table/table.ts";
import type { Fields } from "../http/fields.ts";
import { itemSchema, otherProperties, propertySchemas } from "../schemas/parts.ts";
import type { SharedSchemas } from "../schemas/schemas.ts";
import { type Shape, shapesOf } from "../schemas/shapes.ts";

/**
 * Creates the reader of a parameter in style `deepObject`: `filter[price][min]=3&filter[tags][0]=a`. OpenAPI describes
 * only one level of an object; objects and lists inside it are read as most clients write them: `[0]`, `[]` or repeated.
 * The reader returns undefined if the request has no part of the parameter.
 */
export function createDeepReader(
  name: string,
  schema: Schema,
  shared: SharedSchemas,
): (fields: Fields) => unknown {
  const described = describer(shared)(schema);
  const isObjectAlone = described.shapes.has("object") && described.shapes.size === 1;
  return (fields) => {
    const root = treeOf(name, fields);
    const { texts, inner } = root;
    if (inner.size === 0 && (texts.length === 0 || isObjectAlone)) return undefined;
    return valueAt(root, described);
  };
}

/** What the reader needs of a schema. Parts are looked at when a request has them: a schema may contain itself. */
interface Described {
  shapes: ReadonlySet<Shape>;
  item(): Described;
  property(name: string): Described;
}

function describer(shared: SharedSchemas): (schema: Schema) => Described {
  const known = new Map<Schema, Described>();
  const describe = (schema: Schema): Described => {
    const found = known.get(schema);
    if (found !== undefined) return found;
    const properties = once(() => propertySchemas(schema, shared));
    const others = once(() => otherProperties(schema, shared));
    const described = {
      shapes: shapesOf(schema, shared),
      item: once(() => describe(itemSchema(schema, shared))),
      property: (name: string) => describe(properties().get(name) ?? others()),
    };
    known.set(schema, described);
    return described;
  };
  return describe;
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

function valueAt(tree: Tree, described: Described): unknown {
  const { shapes } = described;
  const { texts, inner } = tree;
  if (inner.size === 0) {
    const isList = texts.length > 1 || (shapes.has("list") && !shapes.has("text"));
    return isList && texts.length > 0 ? [...texts] : texts[0];
  }
  const keys = [...inner.keys()];
  const isList =
    shapes.has("list") && (!shapes.has("object") || keys.every((key) => /^\d*$/.test(key)));
  return isList ? itemsOf(tree, described) : objectOf(tree, described);
}

/** Items by number come first, in order, then those without one. */
function itemsOf({ inner }: Tree, { item }: Described): unknown[] {
  const numbered = [...inner].filter(([key]) => /^\d+$/.test(key));
  const items = numbered.toSorted(([a], [b]) => Number(a) - Number(b));
  const others = inner.get("")?.texts ?? [];
  return [...items.map(([, tree]) => valueAt(tree, item())), ...others];
}

function objectOf({ inner }: Tree, { property }: Described): unknown {
  return Object.fromEntries([...inner].map(([key, tree]) => [key, valueAt(tree, property(key))]));
}
