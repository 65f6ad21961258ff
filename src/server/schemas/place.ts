import type { Schema } from "../../openapi/table/table.ts";
import { isSchemaObject, referenceName, type SchemaObject, type SharedSchemas } from "./schemas.ts";

/** The place of a schema in a document in which every reference is replaced by its target. */
export interface Place {
  /** Name of the shared schema that begins here; undefined at the root. */
  name: string | undefined;
  outer: Place | undefined;
  /** Places of the shared schemas inside this one, by the schema with the reference to them. */
  inner: Map<SchemaObject, Place>;
  /** Whether the schema of this place is visited again from inside itself. */
  isOpen: boolean;
}

export function createPlace(name?: string, outer?: Place): Place {
  return { name, outer, inner: new Map(), isOpen: false };
}

/** A schema without a reference and its place, or else the enclosing place of the same schema. */
export type Entered = { schema: Schema; place: Place } | { again: Place };

/** Follows a schema's reference. Keywords beside the reference override those of the target. */
export function enter(schema: Schema, place: Place, shared: SharedSchemas): Entered {
  if (!isSchemaObject(schema)) return { schema, place };
  const name = referenceName(schema);
  const target = name === undefined ? undefined : shared[name];
  if (name === undefined || target === undefined) return { schema, place };
  for (let around: Place | undefined = place; around; around = around.outer) {
    if (around.name === name) return { again: around };
  }
  const inner = place.inner.get(schema) ?? createPlace(name, place);
  place.inner.set(schema, inner);
  const { $ref: _, ...beside } = schema;
  const said = isSchemaObject(target) ? target : {};
  const whole = Object.keys(beside).length === 0 ? said : { ...said, ...beside };
  return enter(whole, inner, shared);
}
