import { stringifyJson } from "../../exactJson.ts";
import type { Schema } from "../../openapi/table/table.ts";
import {
  isSchema,
  isSchemaObject,
  referenceName,
  type SchemaObject,
  type SharedSchemas,
} from "./schemas.ts";

/** The schemas that a value must all match: a schema, the target of its reference, and the members of `allOf`. */
export interface Conjuncts {
  /** The nearest schema first. Each is without the keywords that were followed. */
  parts: Conjunct[];
  /** Names of the shared schemas in `parts`. */
  names: Set<string>;
}

export interface Conjunct {
  schema: SchemaObject;
  /** Whether the schema describes the whole value, not only the addition of one member of an `allOf`. */
  whole: boolean;
}

/** @throws Error if a schema refers to one that does not exist */
export function conjunctsOf(schema: SchemaObject, shared: SharedSchemas): Conjuncts {
  const parts: Conjunct[] = [];
  const names = new Set<string>();
  const visit = (part: SchemaObject, whole: boolean) => {
    const { $ref: _, allOf, ...own } = part;
    parts.push({ schema: own, whole });
    const name = referenceName(part);
    if (name !== undefined && !names.has(name)) {
      names.add(name);
      const target = shared[name];
      if (target === undefined) throw new Error(`there is no schema "${name}"`);
      if (isSchemaObject(target)) visit(target, whole);
    }
    if (!Array.isArray(allOf)) return;
    for (const member of allOf) if (isSchemaObject(member)) visit(member, false);
  };
  visit(schema, true);
  return { parts, names };
}

/** Joins the conjuncts to one schema. Where they cannot be joined, the nearest one takes precedence. */
export function joinConjuncts(parts: Conjunct[]): SchemaObject {
  const joined: Record<string, unknown> = {};
  for (const { schema } of parts) {
    for (const [keyword, value] of Object.entries(schema)) {
      joined[keyword] = keyword in joined ? join(keyword, joined[keyword], value) : value;
    }
  }
  return joined;
}

function join(keyword: string, near: unknown, far: unknown): unknown {
  switch (keyword) {
    case "properties":
      return joinProperties(near, far);
    case "items":
    case "additionalProperties":
      return isSchema(near) && isSchema(far) ? both(near, far) : near;
    case "required":
      return [...new Set([...listOf(near), ...listOf(far)])];
    case "enum":
      return intersection(listOf(near), listOf(far));
    case "type":
      return joinTypes(listOf(near), listOf(far));
    case "minimum":
    case "exclusiveMinimum":
    case "minLength":
    case "minItems":
      return highest(near, far);
    case "maximum":
    case "exclusiveMaximum":
    case "maxLength":
    case "maxItems":
      return lowest(near, far);
    default:
      return near;
  }
}

/** Limits may be bigints, which can be compared with numbers. */
function highest(near: unknown, far: unknown): unknown {
  return isLimit(near) && isLimit(far) && far > near ? far : near;
}

function lowest(near: unknown, far: unknown): unknown {
  return isLimit(near) && isLimit(far) && far < near ? far : near;
}

function isLimit(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function joinProperties(near: unknown, far: unknown): unknown {
  if (!isSchemaObject(near) || !isSchemaObject(far)) return near;
  const joined = new Map(Object.entries(far));
  for (const [name, schema] of Object.entries(near)) {
    const other = joined.get(name);
    joined.set(name, isSchema(schema) && isSchema(other) ? both(schema, other) : schema);
  }
  return Object.fromEntries(joined);
}

function both(near: Schema, far: Schema): Schema {
  return { allOf: [near, far] };
}

/** Returns the types that both lists allow. An integer is a number as well. */
function joinTypes(near: unknown[], far: unknown[]): unknown[] {
  const kinds = (types: unknown[]) => (types.includes("number") ? [...types, "integer"] : types);
  const common = intersection(kinds(near), kinds(far));
  return common.includes("number") ? common.filter((type) => type !== "integer") : common;
}

function intersection(near: unknown[], far: unknown[]): unknown[] {
  const texts = new Set(far.map((value) => stringifyJson(value)));
  return near.filter((value) => texts.has(stringifyJson(value)));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}
