import { isDeepStrictEqual } from "node:util";

import { isNumeric } from "../../decimal.ts";
import type { Schema } from "../../openapi/table/table.ts";
import { isSchemaObject, referenceName, type SchemaObject, type SharedSchemas } from "./schemas.ts";

/**
 * Merges a schema and the members of its `allOf` to one schema with the same meaning, so that a violation is reported
 * once. Returns undefined if they cannot be merged.
 */
export function mergeAllOf(schema: SchemaObject, shared: SharedSchemas): SchemaObject | undefined {
  const members = membersOf(schema, shared, new Set());
  return members && areIndependent(members) ? merge(members) : undefined;
}

/** Returns the schema without its `allOf`, then its members, or undefined if a member leads back to the schema. */
function membersOf(
  schema: unknown,
  shared: SharedSchemas,
  within: ReadonlySet<string>,
): SchemaObject[] | undefined {
  if (schema === true) return [];
  if (!isSchemaObject(schema)) return undefined;
  const { allOf, $ref, ...own } = schema;
  if ($ref !== undefined) {
    const name = referenceName(schema);
    if (name === undefined || within.has(name)) return undefined;
    return membersOf(shared[name], shared, new Set([...within, name]));
  }
  const members: SchemaObject[] = [own];
  for (const member of Array.isArray(allOf) ? allOf : []) {
    const found = membersOf(member, shared, within);
    if (found === undefined) return undefined;
    members.push(...found);
  }
  return members;
}

/**
 * Whether the members can be merged without a change of meaning: `unevaluated*`, which see a whole schema, are in the
 * outermost, keywords that depend on one another are in one member, and `additionalProperties`, which sees only the
 * properties beside it, is in the only member that has properties.
 */
function areIndependent(members: SchemaObject[]): boolean {
  const holders = (keywords: string[]) =>
    members.filter((member) => keywords.some((keyword) => keyword in member));
  const hasTuple = holders(["prefixItems"]).length > 0;
  const groups = hasTuple ? [...DEPENDENT, ["prefixItems", "items"]] : DEPENDENT;
  const isOutermost = (member: SchemaObject) => member === members[0];
  const described = holders(["properties", "patternProperties"]);
  const closed = holders(["additionalProperties"]).filter(
    ({ additionalProperties }) => additionalProperties !== true,
  );
  return (
    holders(["unevaluatedItems", "unevaluatedProperties"]).every(isOutermost) &&
    groups.every((keywords) => holders(keywords).length < 2) &&
    closed.every((member) => described.every((other) => other === member))
  );
}

const DEPENDENT = [
  ["contains", "minContains", "maxContains"],
  ["if", "then", "else"],
];

function merge(members: SchemaObject[]): SchemaObject | undefined {
  const merged: SchemaObject = {};
  for (const member of members) {
    for (const [keyword, value] of Object.entries(member)) {
      const known = merged[keyword];
      if (known === undefined || isDeepStrictEqual(known, value)) {
        merged[keyword] = value;
        continue;
      }
      const both = ANNOTATIONS.test(keyword) ? known : RESOLVERS[keyword]?.(known, value);
      if (both === undefined) return undefined;
      merged[keyword] = both;
    }
  }
  return merged;
}

/** Keywords that do not affect validity. The first value is used. */
const ANNOTATIONS =
  /^(x-.*|title|description|default|examples?|deprecated|readOnly|writeOnly|discriminator|xml|externalDocs|\$comment)$/;

/** Merges two values of a keyword, or returns undefined if that is not possible. */
type Resolver = (a: unknown, b: unknown) => unknown;

const highest: Resolver = (a, b) => (isNumeric(a) && isNumeric(b) ? (a < b ? b : a) : undefined);
const lowest: Resolver = (a, b) => (isNumeric(a) && isNumeric(b) ? (a < b ? a : b) : undefined);

const RESOLVERS: Record<string, Resolver> = {
  type: commonTypes,
  required: (a, b) => lists(a, b, (both) => [...new Set(both)].sort()),
  enum: (a, b) =>
    Array.isArray(a) && Array.isArray(b)
      ? nonEmpty(a.filter((value) => b.includes(value)))
      : undefined,
  properties: (a, b) => joined(a, b),
  patternProperties: (a, b) => joined(a, b),
  items: both,
  additionalProperties: (a, b) => (a === false || b === false ? false : both(a, b)),
  not: (a, b) => ({ anyOf: [a, b] }),
  minimum: highest,
  exclusiveMinimum: highest,
  minLength: highest,
  minItems: highest,
  minProperties: highest,
  maximum: lowest,
  exclusiveMaximum: lowest,
  maxLength: lowest,
  maxItems: lowest,
  maxProperties: lowest,
  uniqueItems: (a, b) => a === true || b === true,
};

function commonTypes(a: unknown, b: unknown): unknown {
  const first = [a].flat();
  const second = [b].flat();
  const common = first.filter((type) => second.includes(type));
  return common.length === 1 ? common[0] : nonEmpty(common);
}

function nonEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** Limits may be bigints, which can be compared with numbers. */

function lists(a: unknown, b: unknown, join: (both: unknown[]) => unknown[]): unknown {
  return Array.isArray(a) && Array.isArray(b) ? join([...a, ...b]) : undefined;
}

/** Merges schemas by name. A value must match both schemas of the same name. */
function joined(a: unknown, b: unknown): unknown {
  if (!isSchemaObject(a) || !isSchemaObject(b)) return undefined;
  const all = new Map<string, unknown>(Object.entries(a));
  for (const [name, schema] of Object.entries(b)) {
    const known = all.get(name);
    const isNew = known === undefined || isDeepStrictEqual(known, schema);
    const one = isNew ? schema : both(known, schema);
    if (one === undefined) return undefined;
    all.set(name, one);
  }
  return Object.fromEntries(all);
}

/** The result is merged when it is visited. References are not merged, because they may be circular. */
function both(a: unknown, b: unknown): Schema | undefined {
  if (a === true) return isSchemaObject(b) ? b : undefined;
  if (b === true) return isSchemaObject(a) ? a : undefined;
  if (!isSchemaObject(a) || !isSchemaObject(b) || a.$ref !== undefined || b.$ref !== undefined) {
    return undefined;
  }
  return { allOf: [a, b] };
}
