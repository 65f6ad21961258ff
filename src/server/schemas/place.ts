import type { Schema } from "../../openapi/table/table.ts";
import { isSchemaObject, referenceName, type SchemaObject, type SharedSchemas } from "./schemas.ts";

/** Where in a document with all references replaced by what they refer to a schema stands. */
export interface Place {
  /** Of the shared schema that begins here; none at the top. */
  name: string | undefined;
  outer: Place | undefined;
  /** Places of shared schemas in this one, by the reference that is replaced. */
  inner: Map<SchemaObject, Place>;
  /** Whether the schema of this place is being visited by way of a schema within itself. */
  isOpen: boolean;
}

export function createPlace(name?: string, outer?: Place): Place {
  return { name, outer, inner: new Map(), isOpen: false };
}

/** A schema without reference and its place, or the place around that has the same schema already. */
export type Entered = { schema: Schema; place: Place } | { again: Place };

/** Follows a schema's reference. What stands beside a reference replaces what the target says. */
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
