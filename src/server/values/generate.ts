import { isDeepStrictEqual } from "node:util";

import type { GeneratorOptions, Schema } from "../../openapi/table/table.ts";
import { type Conjunct, conjunctsOf, joinConjuncts } from "../schemas/conjuncts.ts";
import {
  flatten,
  isSchema,
  isSchemaObject,
  type SchemaObject,
  type SharedSchemas,
  typeOf,
  typesOf,
} from "../schemas/schemas.ts";
import { withLimits } from "./chanceLimits.ts";
import { generateNumber, randomNumber } from "./drawNumber.ts";
import { fakerValue } from "./faker.ts";
import { generateText } from "./generateScalar.ts";
import { pick, type Random, randomWhole } from "./random.ts";
import { randomText } from "./randomScalar.ts";

/** Deeper than this, a generated value has only what is required. */
const DEEPEST = 8;
/** After this number of inner values, the rest of a value has only what is required. */
const MOST_VALUES = 2_500;
/** The most items that are made for `minItems`. */
const MOST_ITEMS = 100;

/** How random values are made. */
export interface Chance extends GeneratorOptions {
  random: Random;
  /** Whether objects get properties that their schema describes, but does not name. */
  fillProperties: boolean;
}

/**
 * Generates a value that a schema allows. Without chance it is the same each time: the constant, example, default or
 * first choice of the schema, or else a value made from its types and limits. With chance, examples and defaults are
 * ignored, and `x-faker` is used. A schema that contains itself is not entered again: an optional property is then left
 * out, and a list is empty.
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
  const hidden = direction === "request" ? "readOnly" : "writeOnly";
  const generation = { shared, hidden, chance, open: new Set<string>(), values: 0 };
  return valueFor(schema, 0, generation) ?? null;
}

interface Generation {
  shared: SharedSchemas;
  /** The keyword of properties that are left out. */
  hidden: string;
  chance: Chance | undefined;
  /** Names of the shared schemas that are being generated. */
  open: Set<string>;
  /** Number of values so far. */
  values: number;
}

/** Returns undefined if the schema leads back to one that is being generated. */
function valueFor(schema: Schema, depth: number, generation: Generation): unknown {
  if (typeof schema === "boolean") return null;
  generation.values++;
  const { parts, names } = conjunctsOf(schema, generation.shared);
  for (const name of names) if (generation.open.has(name)) return undefined;

  const faked = generation.chance && fakedValue(parts, generation.chance);
  if (faked !== undefined) return faked;
  const stated = parts.flatMap((part) => {
    const value = statedValue(part.schema, generation.chance);
    return value === undefined ? [] : [{ value, whole: part.whole }];
  });
  const [first] = stated;
  if (first !== undefined && (first.whole || !isSchemaObject(first.value))) return first.value;

  for (const name of names) generation.open.add(name);
  const joined = joinConjuncts(parts);
  const chosen = chosenValue(joined, depth, generation);
  const value = chosen === undefined ? madeValue(joined, depth, generation) : chosen;
  for (const name of names) generation.open.delete(name);
  if (!isSchemaObject(value)) return value;

  // Members of an `allOf` that have examples show their own properties only.
  const shown = stated.map((part) => part.value).filter(isSchemaObject);
  const [name] = names;
  const kind = chosen === undefined && name !== undefined ? kindOf(joined, name, generation) : {};
  return Object.fromEntries([value, ...shown.toReversed(), kind].flatMap(Object.entries));
}

/** Returns the value that a schema gives directly. Another schema may exclude some of its choices. */
function statedValue(schema: SchemaObject, chance?: Chance): unknown {
  if (schema.const !== undefined) return schema.const;
  const { examples } = schema;
  if (Array.isArray(examples) && examples.length > 0 && (chance?.useExamplesValue ?? !chance)) {
    return chance ? pick(chance.random, examples) : examples[0];
  }
  return (chance?.useDefaultValue ?? !chance) ? schema.default : undefined;
}

/** Returns the value of a method of Faker, if the schema allows its type. */
function fakedValue(parts: Conjunct[], { random, locale }: Chance): unknown {
  const asked = parts.find(({ schema }) => schema["x-faker"] !== undefined);
  if (asked === undefined) return undefined;
  const value = fakerValue(asked.schema["x-faker"], random, locale);
  const types = typesOf(parts.map(({ schema }) => schema));
  const isWhole = Number.isInteger(value) && types.has("integer");
  return types.size === 0 || types.has(typeOf(value)) || isWhole ? value : undefined;
}

/** Returns the value of the first alternative that has one. Without chance, `null` is the last resort. */
function chosenValue(schema: SchemaObject, depth: number, generation: Generation): unknown {
  const { chance } = generation;
  for (const keyword of ["oneOf", "anyOf"]) {
    const { [keyword]: alternatives, ...rest } = schema;
    if (!Array.isArray(alternatives)) continue;
    const isNull = (alternative: unknown) =>
      isSchemaObject(alternative) && alternative.type === "null";
    const first = chance ? randomWhole(chance.random, 0, alternatives.length - 1) : 0;
    const ordered = chance
      ? [...alternatives.slice(first), ...alternatives.slice(0, first)]
      : alternatives.toSorted((a, b) => Number(isNull(a)) - Number(isNull(b)));
    for (const alternative of ordered) {
      const value = valueFor({ allOf: [rest, alternative] }, depth, generation);
      if (value !== undefined) return value;
    }
  }
  return undefined;
}

/** Returns the discriminator property of several schemas, with its value for the schema `name`. */
function kindOf(
  { discriminator, properties }: SchemaObject,
  name: string,
  { shared }: Generation,
): Record<string, string> {
  if (!isSchemaObject(discriminator) || typeof discriminator.propertyName !== "string") return {};
  const { propertyName, mapping } = discriminator;
  const entries = Object.entries(isSchemaObject(mapping) ? mapping : {});
  const mapped = entries.find(([, reference]) => reference === `#/schemas/${name}`)?.[0];
  if (mapped !== undefined) return { [propertyName]: mapped };
  const property = isSchemaObject(properties) ? properties[propertyName] : undefined;
  const says =
    isSchema(property) &&
    flatten(property, shared).some(
      (part) => statedValue(part) !== undefined || part.enum !== undefined,
    );
  return says ? {} : { [propertyName]: name };
}

function madeValue(given: SchemaObject, depth: number, generation: Generation): unknown {
  const { chance } = generation;
  const random = chance?.random;
  const schema = chance ? withLimits(given, chance) : given;
  const choices: unknown[] = Array.isArray(schema.enum) ? schema.enum : [];
  if (choices.length > 0) return choices[random ? randomWhole(random, 0, choices.length - 1) : 0];
  const type = typeToMake(schema, random);
  switch (type) {
    case "object":
      return madeObject(schema, depth, generation);
    case "array":
      return madeArray(schema, depth, generation);
    case "string":
      return random ? randomText(schema, random) : generateText(schema);
    case "integer":
    case "number":
      return random ? randomNumber({ ...schema, type }, random) : generateNumber(schema);
    case "boolean":
      return random ? random() < 0.5 : true;
    default:
      // If all alternatives lead back, there is no value.
      return "oneOf" in schema || "anyOf" in schema ? undefined : null;
  }
}

/** Returns one of the types, or the first that is not `null`. Without types, the keywords of the schema decide. */
function typeToMake(schema: SchemaObject, random: Random | undefined): string | undefined {
  const types = [...typesOf([schema])];
  if (random !== undefined && types.length > 0) return pick(random, types);
  const named = types.find((type) => type !== "null") ?? types[0];
  if (named !== undefined) return named;
  const implied = Object.entries(IMPLYING).find(([, keywords]) =>
    keywords.some((keyword) => keyword in schema),
  );
  return implied?.[0];
}

const IMPLYING: Record<string, string[]> = {
  object: ["required", "additionalProperties", "patternProperties"],
  array: ["prefixItems", "minItems", "maxItems"],
  string: ["pattern", "format", "minLength", "maxLength"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
};

function madeObject(schema: SchemaObject, depth: number, generation: Generation): unknown {
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const properties = isSchemaObject(schema.properties) ? schema.properties : {};
  const sparse = isSparse(depth, generation);
  const made = Object.entries(properties).flatMap(([name, property]) => {
    if (!isSchema(property) || isHidden(property, generation)) return [];
    if (!required.has(name) && (sparse || isSpared(generation.chance))) return [];
    const value = valueFor(property, depth + 1, generation);
    if (value !== undefined) return [[name, value]];
    return required.has(name) ? [[name, emptyValue(property, generation)]] : [];
  });
  const others = schema.additionalProperties;
  const undescribed = [...required].filter((name) => !Object.hasOwn(properties, name));
  if (made.length === 0 && undescribed.length === 0 && isSchemaObject(others) && !sparse) {
    undescribed.push(...extraNames(generation.chance));
  }
  for (const name of undescribed) {
    const value = isSchema(others) ? valueFor(others, depth + 1, generation) : null;
    if (value !== undefined) made.push([name, value]);
  }
  return Object.fromEntries(made);
}

function madeArray(schema: SchemaObject, depth: number, generation: Generation): unknown[] {
  const { items, contains, prefixItems, uniqueItems } = schema;
  const made = (Array.isArray(prefixItems) ? prefixItems : []).map((item) =>
    isSchema(item) ? (valueFor(item, depth + 1, generation) ?? null) : null,
  );
  const item = [items, contains].find(isSchemaObject);
  const most = Math.min(
    Number(schema.maxItems ?? MOST_ITEMS),
    uniqueItems === true ? 1 : MOST_ITEMS,
  );
  const least = Number(schema.minItems ?? 0);
  const isShort = isSparse(depth, generation) || item === undefined;
  const { chance } = generation;
  if (chance && item) {
    const length = randomWhole(
      chance.random,
      least,
      isShort ? least : Math.max(least, USUAL_ITEMS),
    );
    return [...made, ...randomItems(item, length - made.length, schema, depth, generation)];
  }
  const wanted = isShort ? least : Math.max(least, 1);
  const value = wanted > made.length && item ? valueFor(item, depth + 1, generation) : null;
  while (value !== undefined && made.length < Math.min(wanted, most)) made.push(value);
  return made;
}

/** The most items of a random list without `minItems`. */
const USUAL_ITEMS = 5;

function randomItems(
  item: Schema,
  wanted: number,
  { maxItems, uniqueItems }: SchemaObject,
  depth: number,
  generation: Generation,
): unknown[] {
  const length = Math.min(wanted, Number(maxItems ?? MOST_ITEMS), MOST_ITEMS);
  const items: unknown[] = [];
  // If there are few possible values, the same one may be drawn repeatedly.
  for (let tries = 0; items.length < length && tries < 10 * length; tries++) {
    const value = valueFor(item, depth + 1, generation);
    if (value === undefined) break;
    const isNew = uniqueItems !== true || !items.some((known) => isDeepStrictEqual(known, value));
    if (isNew) items.push(value);
  }
  return items;
}

function extraNames(chance: Chance | undefined): string[] {
  if (chance === undefined) return ["property1"];
  if (!chance.fillProperties) return [];
  return Array.from({ length: randomWhole(chance.random, 1, 3) }, (_, i) => `property${i + 1}`);
}

/** Draws whether a property that is not required is left out. */
function isSpared(chance: Chance | undefined): boolean {
  if (chance === undefined || chance.alwaysFakeOptionals) return false;
  if (chance.requiredOnly) return true;
  return (
    chance.optionalsProbability !== undefined && chance.random() >= chance.optionalsProbability
  );
}

function isSparse(depth: number, { values }: Generation): boolean {
  return depth >= DEEPEST || values > MOST_VALUES;
}

function isHidden(property: Schema, { shared, hidden }: Generation): boolean {
  return flatten(property, shared).some((part) => part[hidden] === true);
}

/** The value of a required property whose schema must not be entered again. */
function emptyValue(property: Schema, { shared }: Generation): unknown {
  const types = typesOf(flatten(property, shared));
  if (types.has("null")) return null;
  return types.has("array") ? [] : {};
}
