import { decodeForm } from "./query.ts";

/** The decoded values of a query or form by name. A repeated name has several texts. */
export type Fields = ReadonlyMap<string, string | readonly string[]>;

/** Returns the fields of a query by their `queryName`. If names differ only in case, the last one counts. */
export function queryFields(query: ReadonlyMap<string, readonly string[]>): Fields {
  if (query.size === 0) return NONE;
  const fields = new Map<string, string | readonly string[]>();
  for (const [name, values] of query) {
    const [first = ""] = values;
    const value = values.length === 1 ? decodeForm(first) : values.map(decodeForm);
    fields.set(queryName(name), value);
  }
  return fields;
}

/** Returns a name in the form in which it is compared: as in Prism in lower case, but not what is in its brackets. */
export function queryName(name: string): string {
  const bracket = name.indexOf("[");
  if (bracket === -1) return name.toLowerCase();
  return name.slice(0, bracket).toLowerCase() + name.slice(bracket);
}

const NONE: Fields = new Map();
