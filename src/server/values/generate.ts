import type { Schema } from "../../openapi/table/table.ts";
import { flatten, type SharedSchemas, typesOf } from "../schemas/schemas.ts";
import type { Chance, Generation } from "./generation.ts";
import { knownOf } from "./plan/known.ts";
import { solve } from "./solve.ts";

/** How many attempts of a generation may fail, before it ends. */
const MOST_FAILURES = 2_000;
/** How many values may be inside a value: a list of a million items would fill the memory. */
const MOST_VALUES = 100_000;
/** The most levels of a value that is made inside of itself. */
const MOST_LEVELS = 6;

/**
 * Generates a value that a schema allows. Without chance it is the same each time: the constant, example, default or
 * first choice of the schema, or else a value made from its types and limits. With chance, examples and defaults are
 * ignored, and `x-faker` is used. A schema that contains itself is entered again only where a value cannot do without,
 * and then ends as soon as possible. If a schema allows no value, or none is found, the value is not valid.
 *
 * @param direction leaves out properties that are only written (`writeOnly`) or only read (`readOnly`)
 * @throws Error if a schema refers to one that does not exist
 */
export function generate(
  schema: Schema,
  shared: SharedSchemas,
  direction: "request" | "response",
  chance?: Chance,
): unknown {
  const value = generateValid(schema, shared, direction, chance);
  return value === undefined ? generateAnyway(schema, shared, direction, chance) : value;
}

/** Generates a value for a schema for which no valid one is found. */
export function generateAnyway(
  schema: Schema,
  shared: SharedSchemas,
  direction: "request" | "response",
  chance?: Chance,
): unknown {
  return createGeneration(shared, direction, chance, true).valueFor(schema, 0, true) ?? null;
}

/** Generates as `generate` does, but returns undefined if no valid value is found. */
export function generateValid(
  schema: Schema,
  shared: SharedSchemas,
  direction: "request" | "response",
  chance?: Chance,
): unknown {
  return createGeneration(shared, direction, chance, false).valueFor(schema, 0, true);
}

function createGeneration(
  shared: SharedSchemas,
  direction: "request" | "response",
  chance: Chance | undefined,
  isLenient: boolean,
): Generation {
  const generation: Generation = {
    ...knownOf(shared, direction),
    chance,
    open: new Set(),
    closed: 0,
    levels: undefined,
    values: 0,
    failures: MOST_FAILURES,
    isLenient,
    valueFor: (schema, depth, isNeeded) => valueFor(schema, depth, isNeeded, generation),
  };
  return generation;
}

function valueFor(
  schema: Schema,
  depth: number,
  isNeeded: boolean,
  generation: Generation,
): unknown {
  if (typeof schema === "boolean") return schema || generation.isLenient ? null : undefined;
  if (++generation.values > MOST_VALUES) return undefined;
  if (generation.failures <= 0 && !generation.isLenient) return undefined;
  if (generation.levels !== undefined) return valueWithin(schema, depth, generation);
  const { open } = generation;
  const conjunction = generation.conjunctionOf(schema);
  const places = [schema, ...conjunction.names];
  const closed = generation.closed;
  if (places.some((place) => open.has(place))) {
    generation.closed++;
  } else {
    for (const place of places) open.add(place);
    const value = solve(conjunction, depth, generation);
    for (const place of places) open.delete(place);
    if (value !== undefined) return value;
  }
  if (!isNeeded) return undefined;
  const ended = generation.closed > closed ? endedValue(schema, depth, generation) : undefined;
  return ended === undefined && generation.isLenient ? emptyValue(schema, generation) : ended;
}

/** Returns the value with the fewest levels. */
function endedValue(schema: Schema, depth: number, generation: Generation): unknown {
  for (let levels = 1; levels <= MOST_LEVELS; levels++) {
    generation.levels = levels;
    const value = generation.valueFor(schema, depth, true);
    generation.levels = undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Returns a value that has only so many levels as are left. */
function valueWithin(schema: Schema, depth: number, generation: Generation): unknown {
  const { levels = 0 } = generation;
  if (levels === 0 || typeof schema === "boolean") return undefined;
  generation.levels = levels - 1;
  const value = solve(generation.conjunctionOf(schema), depth, generation);
  generation.levels = levels;
  return value;
}

/** The value of a required property whose schema must not be entered again. */
function emptyValue(property: Schema, { shared }: Generation): unknown {
  const types = typesOf(flatten(property, shared));
  if (types.has("null")) return null;
  return types.has("array") ? [] : {};
}
