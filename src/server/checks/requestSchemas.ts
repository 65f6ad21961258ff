import { KEYWORDS } from "../../openapi/dialect/keywords.ts";
import type { Schema } from "../../openapi/table/table.ts";
import { mergeAllOf } from "../schemas/mergeAllOf.ts";
import {
  flatten,
  isSchema,
  isSchemaObject,
  propertiesOf,
  referenceName,
  type SharedSchemas,
} from "../schemas/schemas.ts";

/** How schemas are relaxed. */
export interface Relaxation {
  shared: SharedSchemas;
  /** What is so in replies only, or in requests only. */
  keyword: "readOnly" | "writeOnly";
  /** What a reference to a shared schema becomes. */
  refer(name: string): string;
}

/**
 * A schema as it holds for requests, or for replies: what is `readOnly` is not required in a request (OpenAPI 3.1,
 * "readOnly": "the required will take effect on the response only"), what is `writeOnly` not in a reply. As with Prism
 * it is not known there at all: not checked, but an additional property where the schema allows none. An `allOf` becomes
 * one schema where it can.
 */
export function relaxedSchema(schema: Schema, relaxation: Relaxation): Schema {
  return relax(schema, relaxation, NONE);
}

/** Keywords whose schemas speak of the same value as the schema that has them. */
const OF_THE_SAME_VALUE = new Set(["allOf", "anyOf", "oneOf", "if", "then", "else"]);

/** @param outer names that an enclosing schema of the same value has with the keyword */
function relax(written: Schema, relaxation: Relaxation, outer: ReadonlySet<string>): Schema {
  if (typeof written === "boolean") return written;
  const merged = written.allOf === undefined ? written : mergeAllOf(written, relaxation.shared);
  const schema = merged ?? written;
  const optional = new Set([...outer, ...oneSidedNames(schema, relaxation)]);
  const entries = Object.entries(schema).map(([keyword, value]) => {
    if (keyword === "required" && Array.isArray(value)) {
      return [keyword, value.filter((name) => !optional.has(name))];
    }
    const name = keyword === "$ref" ? referenceName(schema) : undefined;
    if (name !== undefined) return [keyword, relaxation.refer(name)];
    const inner = OF_THE_SAME_VALUE.has(keyword) ? optional : NONE;
    const relaxed = relaxWithin(keyword, value, relaxation, inner);
    return [keyword, keyword === "properties" ? without(relaxed, optional) : relaxed];
  });
  return Object.fromEntries(entries);
}

function without(properties: unknown, names: ReadonlySet<string>): unknown {
  if (!isSchemaObject(properties)) return properties;
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.has(name)));
}

const NONE: ReadonlySet<string> = new Set();

function relaxWithin(
  keyword: string,
  value: unknown,
  relaxation: Relaxation,
  outer: ReadonlySet<string>,
): unknown {
  const kind = KEYWORDS.get(keyword);
  if (kind === "schema" && isSchema(value)) return relax(value, relaxation, outer);
  if (kind === "schemas" && Array.isArray(value)) {
    return value.map((member) => (isSchema(member) ? relax(member, relaxation, outer) : member));
  }
  if (kind !== "schemaMap" || !isSchema(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSchema(member) ? relax(member, relaxation, NONE) : member,
    ]),
  );
}

function oneSidedNames(schema: Schema, { shared, keyword }: Relaxation): string[] {
  return [...propertiesOf(flatten(schema, shared))]
    .filter(([, property]) => flatten(property, shared).some((part) => part[keyword] === true))
    .map(([name]) => name);
}
