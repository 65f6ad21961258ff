import { isMapping } from "../document/node.ts";
import type { Schema } from "../table/table.ts";

type Schemas = Record<string, Schema>;

/** Keywords whose schemas apply to the same value as the schema that has them. */
const IN_PLACE_LISTS = ["allOf", "anyOf", "oneOf"];
const IN_PLACE = ["not", "if", "then", "else"];
const PREFIX = "#/schemas/";

/**
 * Schemas without one that, applied to a value, must be applied to the same value again: whoever validates or
 * generates would never end. It happens where a base lists its kinds (`oneOf`) and each kind includes the base
 * (`allOf`). The reference that closes such a circle leads to a copy of its target that has only the target's own
 * keywords: all that the circle could add. Schemas that contain themselves deeper, such as trees, stay as they are.
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

/** By schema, the targets of those of its references that close a circle. Bases are entered before their kinds. */
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

/** Shared schemas that a schema applies in place. */
function referencesOf(schema: Schema): Set<string> {
  const found = new Set<string>();
  replaceReferences(schema, (target) => {
    found.add(target);
    return undefined;
  });
  return found;
}

/** A copy in which references that apply in place lead where `replace` says, or, undefined, where they did. */
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
