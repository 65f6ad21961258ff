import type { GeneratorOptions, Schema } from "../../openapi/table/table.ts";
import type { Known } from "./plan/known.ts";
import type { Random } from "./random.ts";

/** Deeper than this, a generated value has only what is required. */
const DEEPEST = 8;
/** After this number of inner values, the rest of a value has only what is required. */
const MOST_VALUES = 2_500;

/** How random values are made. */
export interface Chance extends GeneratorOptions {
  random: Random;
  /** Whether objects get properties that their schema describes, but does not name. */
  fillProperties: boolean;
}

/** The generation of one value. */
export interface Generation extends Known {
  /** Undefined if the value is the same each time. */
  chance: Chance | undefined;
  /** Names of shared schemas, and places of schemas, that are being generated. */
  open: Set<unknown>;
  /** How often a schema was not entered because it is open. */
  closed: number;
  /** How many levels a value may still have; undefined where the schema does not contain itself. */
  levels: number | undefined;
  /** Number of values so far. */
  values: number;
  /** How many more attempts may fail. */
  failures: number;
  /** Whether a value that is not valid is better than no value. */
  isLenient: boolean;
  /**
   * Returns a value that a schema allows, or undefined if there is none, or none is found.
   *
   * @param isNeeded whether the value around it cannot do without; if not, a schema is not entered again from inside
   *   itself
   */
  valueFor(schema: Schema, depth: number, isNeeded: boolean): unknown;
}

export function isSparse(depth: number, { values, levels }: Generation): boolean {
  return depth >= DEEPEST || values > MOST_VALUES || levels !== undefined;
}

/** Makes something with another chance. */
export function withChance<T>(generation: Generation, chance: Chance, make: () => T): T {
  const usual = generation.chance;
  generation.chance = chance;
  try {
    return make();
  } finally {
    generation.chance = usual;
  }
}
