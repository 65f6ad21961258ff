import type { Schema } from "../../openapi/table/table.ts";
import { flatten, propertiesOf, type SharedSchemas } from "./schemas.ts";

/** The keyword of properties that exist in replies alone, or in requests alone. */
export type OneSided = "readOnly" | "writeOnly";

export function isOneSided(schema: Schema, keyword: OneSided, shared: SharedSchemas): boolean {
  return flatten(schema, shared).some((part) => part[keyword] === true);
}

/** Returns the names of an object's properties that have the keyword. */
export function oneSidedNames(schema: Schema, keyword: OneSided, shared: SharedSchemas): string[] {
  return [...propertiesOf(flatten(schema, shared))]
    .filter(([, property]) => isOneSided(property, keyword, shared))
    .map(([name]) => name);
}
