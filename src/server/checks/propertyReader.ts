import type { Encoding, Schema } from "../../openapi/table/table.ts";
import type { Fields } from "../http/fields.ts";
import type { SharedSchemas } from "../schemas/schemas.ts";
import type { FormField } from "./formFields.ts";
import type { SchemaChecks } from "./schemaChecks.ts";
import type { Violation } from "./violation.ts";

/** What the readers of a form's properties need. */
export interface FormContext {
  shared: SharedSchemas;
  checks: SchemaChecks;
  /** The part of a request that the form is. */
  part: "body" | "query";
}

/** A property of a form. */
export interface FormProperty {
  name: string;
  schema: Schema;
  encoding: Encoding;
}

/**
 * Returns the value of a property in a form, and the violations of what is not converted, such as JSON.
 *
 * @param given the fields of that name
 * @param loose the fields that have the name of no property
 */
export type PropertyReader = (
  given: readonly FormField[],
  fields: Fields,
  loose: Fields,
) => { value: unknown; found?: readonly Violation[] };
