import { decodeForm } from "./query.ts";

/** The decoded values of a query or form by name. A repeated name has several texts. */
export type Fields = ReadonlyMap<string, string | readonly string[]>;

/** Returns the fields of a query, with names in lower case. If names differ only in case, the last one counts. */
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
