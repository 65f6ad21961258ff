import { isDeepStrictEqual } from "node:util";

import type { Evaluated, Matching } from "./matching.ts";
import { isSchema, type SchemaObject } from "./schemas.ts";

/** Whether a value that is a list matches the keywords for lists. All other values do. */
export function matchesArray(
  schema: SchemaObject,
  value: unknown,
  matching: Matching,
  evaluated: Evaluated | undefined,
): boolean {
  if (!Array.isArray(value)) return true;
  const { minItems, maxItems, uniqueItems, prefixItems, items, contains, unevaluatedItems } =
    schema;
  if (typeof minItems === "number" && value.length < minItems) return false;
  if (typeof maxItems === "number" && value.length > maxItems) return false;
  if (uniqueItems === true && !areUnique(value)) return false;
  const prefix: unknown[] = Array.isArray(prefixItems) ? prefixItems : [];
  for (const [i, item] of value.entries()) {
    const described = i < prefix.length ? prefix[i] : items;
    if (!isSchema(described)) continue;
    if (!matching.matches(described, item)) return false;
    evaluated?.items.add(i);
  }
  if (isSchema(contains)) {
    const found = [...value.keys()].filter((i) => matching.matches(contains, value[i]));
    if (found.length < Number(schema.minContains ?? 1)) return false;
    if (found.length > Number(schema.maxContains ?? Number.POSITIVE_INFINITY)) return false;
    for (const i of found) evaluated?.items.add(i);
  }
  if (!isSchema(unevaluatedItems)) return true;
  return value.every((item, i) => {
    if (evaluated?.items.has(i)) return true;
    evaluated?.items.add(i);
    return matching.matches(unevaluatedItems, item);
  });
}

function areUnique(values: readonly unknown[]): boolean {
  const scalars = new Set<unknown>();
  const others: unknown[] = [];
  for (const value of values) {
    if (typeof value !== "object" || value === null) {
      if (scalars.has(value)) return false;
      scalars.add(value);
    } else {
      if (others.some((known) => isDeepStrictEqual(known, value))) return false;
      others.push(value);
    }
  }
  return true;
}
