import { isMapping } from "../document/node.ts";
import type { Schema } from "../table/table.ts";

type Schemas = Record<string, Schema>;

/** Keywords whose subschemas apply to the same value as the schema itself. */
const IN_PLACE_LISTS = ["allOf", "anyOf", "oneOf"];
const IN_PLACE = ["not", "if", "then", "else"];
const PREFIX = "#/schemas/";

/**
 * Returns the schemas without circles in which a schema applies to a value to which it applies already: validation and
 * generation would never end. Such a circle exists if a base schema lists its variants (`oneOf`) and each variant
 * includes the base (`allOf`). The reference that closes the circle is changed to a copy of its target that has only
 * the target's own keywords, because nothing else of the target can add anything. Schemas that contain themselves
 * deeper in a value, such as trees, stay as they are.
 */
export function breakCircles(schemas: Schemas): Schemas {
  const closing = closingReferences(schemas);
  if (closing.size === 0) return schemas;
  const copies = new Map<string, string>();
  for (const target of new Set([...closing.values()].flatMap((targets) => [...targets]))) {
    copies.set(target, freeName(schemas, `${target}_own`));
  }
  return Object.fromEntries([
    ...Object.entries(schemas).map(([name, schema]) => {
      const targets = closing.get(name) ?? new Set();
      return [
        name,
        replaceReferences(schema, (target) =>
          targets.has(target) ? copies.get(target) : undefined,
        ),
      ];
    }),
    ...[...copies].map(([target, copy]) => [copy, ownKeywords(schemas[target] ?? true)]),
  ]);
}

/** Returns for each schema the references that close a circle, by their targets. Bases come before their variants. */
function closingReferences(schemas: Schemas): Map<string, Set<string>> {
  const closing = new Map<string, Set<string>>();
  const open = new Set<string>();
  const done = new Set<string>();
  const enter = (name: string): void => {
    open.add(name);
    for (const target of referencesOf(schemas[name] ?? true)) {
      if (open.has(target)) closing.set(name, (closing.get(name) ?? new Set()).add(target));
      else if (!done.has(target)) enter(target);
    }
    open.delete(name);
    done.add(name);
  };
  const names = Object.keys(schemas);
  const bases = names.filter((name) => hasAlternatives(schemas[name]));
  for (const name of [...bases, ...names]) if (!done.has(name)) enter(name);
  return closing;
}

function hasAlternatives(schema: Schema | undefined): boolean {
  return isMapping(schema) && (schema.oneOf !== undefined || schema.anyOf !== undefined);
}

/** Returns the shared schemas that a schema applies to the same value. */
function referencesOf(schema: Schema): Set<string> {
  const found = new Set<string>();
  replaceReferences(schema, (target) => {
    found.add(target);
    return undefined;
  });
  return found;
}

/** Copies a schema with other references to the same value: those that `replace` returns; undefined keeps one. */
function replaceReferences(
  schema: Schema,
  replace: (target: string) => string | undefined,
): Schema {
  if (!isMapping(schema)) return schema;
  const inner = (value: unknown): unknown =>
    isMapping(value) ? replaceReferences(value, replace) : value;
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (keyword === "$ref" && typeof value === "string") {
        const name = replace(value.slice(PREFIX.length));
        return [keyword, name === undefined ? value : PREFIX + name];
      }
      if (IN_PLACE_LISTS.includes(keyword) && Array.isArray(value))
        return [keyword, value.map(inner)];
      if (IN_PLACE.includes(keyword)) return [keyword, inner(value)];
      if (keyword === "dependentSchemas" && isMapping(value)) {
        return [keyword, Object.fromEntries(Object.entries(value).map(([k, v]) => [k, inner(v)]))];
      }
      return [keyword, value];
    }),
  );
}

function ownKeywords(schema: Schema): Schema {
  if (!isMapping(schema)) return schema;
  const inherited = ["$ref", "discriminator", "dependentSchemas", ...IN_PLACE_LISTS, ...IN_PLACE];
  return Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => !inherited.includes(keyword)),
  );
}

function freeName(schemas: Schemas, wanted: string): string {
  return Object.hasOwn(schemas, wanted) ? freeName(schemas, `${wanted}_`) : wanted;
}
