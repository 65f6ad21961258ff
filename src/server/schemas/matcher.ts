import { isDeepStrictEqual } from "node:util";

import type { Schema } from "../../openapi/table/table.ts";
import { matchesArray } from "./matchArray.ts";
import { type Evaluated, emptyEvaluated, type Matching, merge } from "./matching.ts";
import { matchesObject } from "./matchObject.ts";
import { matchesScalar } from "./matchScalar.ts";
import { type OneSided, oneSidedNames } from "./oneSided.ts";
import {
  isSchema,
  isSchemaObject,
  referenceName,
  type SchemaObject,
  type SharedSchemas,
} from "./schemas.ts";

/** Tells whether a value is valid by a schema. */
export type Matcher = (schema: Schema, value: unknown) => boolean;

/**
 * Creates a matcher for schemas that are made on the fly, such as a part of a schema, or several schemas at once. It
 * interprets them (JSON Schema 2020-12), because the compilation of each would take a thousand times longer than its use.
 *
 * @param hidden the keyword of properties that do not exist on this side: they are not required, and additional
 */
export function createMatcher(shared: SharedSchemas, hidden: OneSided): Matcher {
  const hiddenNames = new WeakMap<SchemaObject, ReadonlySet<string>>();
  const namesOf = (schema: SchemaObject): ReadonlySet<string> => {
    const known = hiddenNames.get(schema);
    if (known !== undefined) return known;
    const names = oneSidedNames(schema, hidden, shared);
    const found = names.length === 0 ? NONE : new Set(names);
    hiddenNames.set(schema, found);
    return found;
  };
  const open = new Map<string, unknown[]>();
  const matching: Matching = {
    enter: (name, value, matches) => {
      const values = open.get(name) ?? [];
      if (values.includes(value)) return false;
      open.set(name, values);
      values.push(value);
      const isValid = matches();
      values.pop();
      return isValid;
    },
    matches: (schema, value, evaluated, outer = NONE) => {
      if (typeof schema === "boolean") return schema;
      if (!matchesAnywhere(schema, value)) return false;
      const own = namesOf(schema);
      const absent = own.size === 0 ? outer : outer.size === 0 ? own : new Set([...own, ...outer]);
      const isClosed =
        schema.unevaluatedProperties !== undefined || schema.unevaluatedItems !== undefined;
      const inner = isClosed ? emptyEvaluated() : evaluated;
      const isValid =
        matchesCombined(schema, value, { matching, evaluated: inner, absent, shared }) &&
        matchesObject(schema, value, matching, inner, absent) &&
        matchesArray(schema, value, matching, inner);
      if (isValid && isClosed && evaluated !== undefined && inner !== undefined) {
        merge(evaluated, inner);
      }
      return isValid;
    },
  };
  return (schema, value) => matching.matches(schema, value);
}

const NONE: ReadonlySet<string> = new Set();

/** Whether a value matches the keywords that concern all types or scalars. */
function matchesAnywhere(schema: SchemaObject, value: unknown): boolean {
  const { type, enum: choices } = schema;
  if (typeof type === "string" && !isOfType(type, value)) return false;
  if (Array.isArray(type) && !type.some((one) => isOfType(one, value))) return false;
  if (Array.isArray(choices) && !choices.some((one) => isDeepStrictEqual(one, value))) return false;
  if ("const" in schema && !isDeepStrictEqual(schema.const, value)) return false;
  return matchesScalar(schema, value);
}

function isOfType(type: unknown, value: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isSchemaObject(value);
    case "integer":
      return Number.isInteger(value) || typeof value === "bigint";
    case "number":
      return typeof value === "number" || typeof value === "bigint";
    default:
      return typeof value === type;
  }
}

interface Combination {
  matching: Matching;
  evaluated: Evaluated | undefined;
  absent: ReadonlySet<string>;
  shared: SharedSchemas;
}

/** Whether a value matches the schemas that concern it as a whole. */
function matchesCombined(
  schema: SchemaObject,
  value: unknown,
  { matching, evaluated, absent, shared }: Combination,
): boolean {
  const matches = (inner: unknown): boolean => {
    if (!isSchema(inner)) return true;
    if (evaluated === undefined) return matching.matches(inner, value, undefined, absent);
    const seen = emptyEvaluated();
    const isValid = matching.matches(inner, value, seen, absent);
    if (isValid) merge(evaluated, seen);
    return isValid;
  };
  const name = referenceName(schema);
  if (name !== undefined && !matching.enter(name, value, () => matches(shared[name]))) return false;
  const { allOf, anyOf, oneOf, not, if: condition, dependentSchemas } = schema;
  if (Array.isArray(allOf) && !allOf.every(matches)) return false;
  if (Array.isArray(anyOf)) {
    // All alternatives that match say which properties are evaluated.
    const isValid = evaluated === undefined ? anyOf.some(matches) : count(anyOf, matches) > 0;
    if (!isValid) return false;
  }
  if (Array.isArray(oneOf) && count(oneOf, matches) !== 1) return false;
  if (isSchema(not) && matching.matches(not, value, undefined, absent)) return false;
  if (condition !== undefined && !matches(matches(condition) ? schema.then : schema.else)) {
    return false;
  }
  if (!isSchemaObject(dependentSchemas) || !isSchemaObject(value)) return true;
  return Object.entries(dependentSchemas).every(
    ([property, dependent]) => !Object.hasOwn(value, property) || matches(dependent),
  );
}

function count(schemas: unknown[], matches: (schema: unknown) => boolean): number {
  return schemas.filter(matches).length;
}
