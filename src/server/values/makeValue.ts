import type { Schema } from "../../openapi/table/table.ts";
import { generate, generateValid } from "./generate.ts";
import { knownOf } from "./plan/known.ts";
import { seededRandom } from "./random.ts";
import { type SchemaTable, sample } from "./sample.ts";

/** Makes a value from a schema, for replies without an example. */
export type MakeValue = (schema: Schema) => unknown;

/** Returns a maker of static values: Prism's where it is valid, or else one that is. */
export function staticValues(table: SchemaTable): MakeValue {
  const { matches } = knownOf(table.schemas, "response");
  return (schema) => {
    const value = sample(schema, table);
    if (value !== undefined && matches(schema, value)) return value;
    return generateValid(schema, table.schemas, "response") ?? value;
  };
}

/** Returns a maker of valid random values. With a seed they are the same in every answer. */
export function randomValues(
  { schemas, generator = {} }: SchemaTable,
  { seed, fillProperties }: { seed: string | undefined; fillProperties: boolean },
): MakeValue {
  return (schema) => {
    const random = seed === undefined ? Math.random : seededRandom(seed);
    const fills = fillProperties && generator.fillProperties !== false;
    return generate(schema, schemas, "response", { ...generator, random, fillProperties: fills });
  };
}
