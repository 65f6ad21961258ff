import type { Schema } from "../../../openapi/table/table.ts";
import { isSchema, isSchemaObject } from "../../schemas/schemas.ts";
import type { Conjunction } from "./conjunction.ts";
import { allOf } from "./objectPlan.ts";

/** What a conjunction says about the items of a list. */
export interface ArrayPlan {
  least: number;
  most: number;
  isUnique: boolean;
  /** How many items have schemas of their own. */
  prefix: number;
  /** Whether a schema describes the items after those. */
  isDescribed: boolean;
  contained: readonly Contained[];
  /** Returns the schema of an item; false if there must be none. */
  schemaOf(index: number): Schema;
}

/** Items that a list must contain. */
export interface Contained {
  schema: Schema;
  least: number;
  /** Returns the schema of such an item at a place. */
  schemaAt(index: number): Schema;
}

/** Longer lists are not made, whatever `minItems` is. */
const MOST_ITEMS = 10_000;

export function arrayPlan({ parts }: Conjunction): ArrayPlan {
  const schemas = parts.map(({ schema }) => schema);
  const numbers = (keyword: string) =>
    schemas.map((schema) => schema[keyword]).filter((value) => typeof value === "number");
  const prefix = Math.max(0, ...schemas.map(({ prefixItems }) => listOf(prefixItems).length));
  const ownOf = (index: number): Schema[] =>
    schemas.flatMap(({ prefixItems, items }) => {
      const prefixed = listOf(prefixItems);
      const described = index < prefixed.length ? prefixed[index] : items;
      return isSchema(described) ? [described] : [];
    });
  const itemOf = (index: number): Schema => {
    const own = ownOf(index);
    const rest = schemas.map(({ unevaluatedItems }) => unevaluatedItems).filter(isSchema);
    return allOf(own.length === 0 ? rest : own);
  };
  const containing = schemas.filter(({ contains }) => isSchema(contains));
  // Another item that matches by chance would be one too many.
  const others = containing
    .filter(({ maxContains }) => maxContains !== undefined)
    .map(({ contains }): Schema => ({ not: contains }));
  const byPlace = (schemaOf: (index: number) => Schema) => {
    const known: Schema[] = [];
    return (index: number): Schema => {
      const place = Math.min(index, prefix);
      known[place] ??= schemaOf(place);
      return known[place];
    };
  };
  return {
    least: Math.max(0, ...numbers("minItems")),
    most: Math.min(MOST_ITEMS, ...numbers("maxItems")),
    isUnique: schemas.some(({ uniqueItems }) => uniqueItems === true),
    prefix,
    isDescribed: schemas.some(({ items }) => isSchemaObject(items)),
    contained: containing.map(({ contains, minContains }) => {
      const schema = isSchema(contains) ? contains : true;
      return {
        schema,
        least: typeof minContains === "number" ? minContains : 1,
        // What is contained counts as evaluated.
        schemaAt: byPlace((place) => allOf([...ownOf(place), schema])),
      };
    }),
    schemaOf: byPlace((place) => allOf([itemOf(place), ...others])),
  };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
