import { stringifyJson } from "../../exactJson.ts";
import { isSchemaObject, type SchemaObject } from "../schemas/schemas.ts";
import { fakerValue } from "./faker.ts";
import { generateArray } from "./generateArray.ts";
import { generateObject } from "./generateObject.ts";
import { numbers, texts } from "./generateScalars.ts";
import type { Generation } from "./generation.ts";
import type { Conjunction } from "./plan/conjunction.ts";
import type { ScalarPlan } from "./plan/scalarPlan.ts";
import { pick, type Random, randomWhole } from "./random.ts";

/** Whether a value is valid by all schemas of a conjunction. */
export function isValid(
  { sources }: Conjunction,
  value: unknown,
  { matches }: Generation,
): boolean {
  return sources.every((source) => matches(source, value));
}

/** Returns the value that the schemas give directly, if they allow it: of a method of Faker, an example or a default. */
export function givenValue(conjunction: Conjunction, generation: Generation): unknown {
  const { chance } = generation;
  const allows = (value: unknown) => isValid(conjunction, value, generation);
  const { parts } = conjunction;
  const asked = chance && parts.find(({ schema }) => schema["x-faker"] !== undefined);
  if (asked) {
    const value = fakerValue(asked.schema["x-faker"], chance.random, chance.locale);
    if (value !== undefined && allows(value)) return value;
  }
  for (const { schema, isWhole } of parts) {
    // A member of an `allOf` shows its own part only.
    const values = statedValues(schema, generation);
    const found = values.find((value) => (isWhole || !isSchemaObject(value)) && allows(value));
    if (found !== undefined) return found;
  }
  return undefined;
}

const NOTHING: readonly unknown[] = [];

function statedValues(
  { examples, default: usual }: SchemaObject,
  { chance }: Generation,
): readonly unknown[] {
  const showsExamples = chance?.useExamplesValue ?? !chance;
  const showsDefault = chance?.useDefaultValue ?? !chance;
  if (!showsExamples && !showsDefault) return NOTHING;
  const listed = showsExamples && Array.isArray(examples) ? examples : [];
  const shown = chance && listed.length > 0 ? [pick(chance.random, listed)] : listed;
  return showsDefault && usual !== undefined ? [...shown, usual] : shown;
}

/** Makes values that probably match a conjunction without choices, the best one first. */
export function* candidates(
  conjunction: Conjunction,
  depth: number,
  generation: Generation,
): Generator<unknown> {
  const { chance } = generation;
  const { scalar, isHard, rivals } = generation.planOf(conjunction);
  const { choices, types, implied } = scalar;
  if (choices !== undefined) {
    if (choices.length > 0) {
      yield choices[chance ? randomWhole(chance.random, 0, choices.length - 1) : 0];
    }
    return;
  }
  for (const type of ordered(types ?? [implied ?? "null"], chance?.random)) {
    yield* valuesOf(type, conjunction, depth, generation);
  }
  if (types !== undefined || !(isHard || rivals.length > 0)) return;
  for (const type of TYPES) yield* valuesOf(type, conjunction, depth, generation);
}

const TYPES = ["string", "integer", "boolean", "object", "array", "null"];

/** The types in the order in which they are tried: null last, or by chance. */
function ordered(types: readonly string[], random: Random | undefined): readonly string[] {
  if (types.length < 2) return types;
  if (random === undefined) {
    return types.toSorted((a, b) => Number(a === "null") - Number(b === "null"));
  }
  const first = pick(random, types);
  return [first, ...types.filter((type) => type !== first)];
}

function* valuesOf(
  type: string,
  conjunction: Conjunction,
  depth: number,
  generation: Generation,
): Generator<unknown> {
  const { chance } = generation;
  const plan = generation.planOf(conjunction);
  switch (type) {
    case "object": {
      const made = generateObject(plan.object, depth, generation);
      if (made !== undefined) yield* withExamples(made, conjunction, generation);
      return;
    }
    case "array": {
      const made = generateArray(plan.array, depth, generation);
      if (made !== undefined) yield made;
      return;
    }
    case "string":
      yield* contentTexts(plan.scalar, depth, generation);
      return yield* texts(plan.scalar, chance);
    case "integer":
    case "number":
      return yield* numbers(plan.scalar, type, chance);
    case "boolean":
      yield chance ? chance.random() < 0.5 : true;
      return yield* [true, false];
    default:
      yield null;
  }
}

/** The text that is JSON by its `contentMediaType`: readers of such a text parse it. */
function* contentTexts(
  { content }: ScalarPlan,
  depth: number,
  generation: Generation,
): Generator<string> {
  if (content === undefined) return;
  const text = stringifyJson(generation.valueFor(content, depth + 1, true));
  if (text !== undefined) yield text;
}

/** The object with the examples of the schemas that describe parts of it, if it is valid with them; then itself. */
function* withExamples(
  made: Record<string, unknown>,
  conjunction: Conjunction,
  generation: Generation,
): Generator<unknown> {
  const shown = conjunction.parts.flatMap(({ schema }) =>
    statedValues(schema, generation).filter(isSchemaObject).slice(0, 1),
  );
  if (shown.length > 0) {
    const whole = Object.fromEntries([made, ...shown.toReversed()].flatMap(Object.entries));
    if (isValid(conjunction, whole, generation)) yield whole;
  }
  yield made;
}
