import type { Schema } from "../../openapi/table/table.ts";
import { generateAnyway, generateValid } from "./generate.ts";
import { knownOf } from "./plan/known.ts";
import { seededRandom } from "./random.ts";
import { type SchemaTable, SchemaTooComplex, sample } from "./sample.ts";

/** Makes a value from a schema, for replies without an example. */
export type MakeValue = (schema: Schema) => unknown;

/**
 * Returns a maker of static values: Prism's where it is valid, or else one that is.
 *
 * @param warn is called where no valid value is found, so that the value is not valid
 */
export function staticValues(table: SchemaTable, warn: () => void): MakeValue {
  const { matches } = knownOf(table.schemas, "response");
  return (schema) => {
    const value = sampleOf(schema, table);
    if (value !== undefined && !isTooComplex(value) && matches(schema, value)) return value;
    const valid = generateValid(schema, table.schemas, "response");
    if (valid !== undefined) return valid;
    if (isTooComplex(value)) throw value;
    warn();
    return value;
  };
}

/** Returns Prism's value, or the error that it is too large. */
function sampleOf(schema: Schema, table: SchemaTable): unknown {
  try {
    return sample(schema, table);
  } catch (error) {
    if (isTooComplex(error)) return error;
    throw error;
  }
}

function isTooComplex(value: unknown): value is SchemaTooComplex {
  return value instanceof SchemaTooComplex;
}

/**
 * Returns a maker of valid random values. With a seed they are the same in every answer.
 *
 * @param warn is called where no valid value is found, so that the value is not valid
 */
export function randomValues(
  { schemas, generator = {} }: SchemaTable,
  { seed, fillProperties }: { seed: string | undefined; fillProperties: boolean },
  warn: () => void,
): MakeValue {
  return (schema) => {
    const random = seed === undefined ? Math.random : seededRandom(seed);
    const fills = fillProperties && generator.fillProperties !== false;
    const chance = { ...generator, random, fillProperties: fills };
    const valid = generateValid(schema, schemas, "response", chance);
    if (valid !== undefined) return valid;
    warn();
    return generateAnyway(schema, schemas, "response", chance);
  };
}
