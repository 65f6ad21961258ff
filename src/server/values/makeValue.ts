import type { Schema } from "../../openapi/table/table.ts";
import { generate } from "./generate.ts";
import { seededRandom } from "./random.ts";
import { type SchemaTable, sample } from "./sample.ts";

/** Makes a value of a schema where there is no example. */
export type MakeValue = (schema: Schema) => unknown;

/** The values that Prism makes, the same each time. */
export function staticValues(table: SchemaTable): MakeValue {
  return (schema) => sample(schema, table);
}

/** Valid values at random; with a seed the same in every answer. */
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
