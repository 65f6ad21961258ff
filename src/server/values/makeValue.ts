import type { Schema } from "../../openapi/table/table.ts";
import { generate } from "./generate.ts";
import { seededRandom } from "./random.ts";
import { type SchemaTable, sample } from "./sample.ts";

/** Makes a value from a schema, for replies without an example. */
export type MakeValue = (schema: Schema) => unknown;

/** Returns a maker of Prism's static values. */
export function staticValues(table: SchemaTable): MakeValue {
  return (schema) => sample(schema, table);
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
