import type { GeneratorOptions } from "../../openapi/table/table.ts";
import type { SchemaObject } from "../schemas/schemas.ts";

/** Narrows the limits of a schema to those of the options, as far as the schema allows it. */
export function withLimits(schema: SchemaObject, options: GeneratorOptions): SchemaObject {
  return {
    ...schema,
    ...limits(schema, options, "minItems", "maxItems"),
    ...limits(schema, options, "minLength", "maxLength"),
  };
}

function limits(
  schema: SchemaObject,
  options: GeneratorOptions,
  min: "minItems" | "minLength",
  max: "maxItems" | "maxLength",
): Record<string, number> {
  const asked = { least: options[min], most: options[max] };
  if (asked.least === undefined && asked.most === undefined) return {};
  const least = Number(schema[min] ?? 0);
  const most = Number(schema[max] ?? Number.POSITIVE_INFINITY);
  const within = (value: number) => Math.min(Math.max(value, least), most);
  const narrow = { least: within(asked.least ?? least), most: within(asked.most ?? most) };
  return {
    [min]: narrow.least,
    ...(narrow.most !== Number.POSITIVE_INFINITY && { [max]: Math.max(narrow.most, narrow.least) }),
  };
}
