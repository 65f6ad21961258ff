import { decodeForm } from "./query.ts";

/** What a query or form has by name, decoded: a text, or several where the name is repeated. */
export type Fields = ReadonlyMap<string, string | readonly string[]>;

/** The fields of a query, with names in lower case; of names that differ in nothing else the last counts. */
export function queryFields(query: ReadonlyMap<string, readonly string[]>): Fields {
  if (query.size === 0) return NONE;
  const fields = new Map<string, string | readonly string[]>();
  for (const [name, values] of query) {
    const [first = ""] = values;
    const value = values.length === 1 ? decodeForm(first) : values.map(decodeForm);
    fields.set(name.toLowerCase(), value);
  }
  return fields;
}

const NONE: Fields = new Map();
