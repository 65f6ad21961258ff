import { isMapping, type Mapping } from "../document/node.ts";

/** Returns a schema of the types in an example. Nothing is required: an example does not say what may be left out. */
export function schemaOf(value: unknown): Mapping {
  if (value === null) return {};
  if (Array.isArray(value)) return { type: "array", ...itemsOf(value.map(schemaOf)) };
  if (!isMapping(value)) return { type: typeof value === "bigint" ? "number" : typeof value };
  const properties = Object.entries(value).map(([name, item]) => [name, schemaOf(item)]);
  return { type: "object", properties: Object.fromEntries(properties) };
}

function itemsOf(schemas: Mapping[]): Mapping {
  const items = anyOf(schemas);
  return items === undefined ? {} : { items };
}

/** Returns a schema for what any of the schemas allows. */
export function anyOf(schemas: Mapping[]): Mapping | undefined {
  const different = [
    ...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values(),
  ];
  return different.length > 1 ? { anyOf: different } : different[0];
}
