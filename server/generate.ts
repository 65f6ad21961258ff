import type { Schema } from "../routes/table.ts";
import { conjunctsOf, joinConjuncts } from "./conjuncts.ts";
import { generateNumber, generateText } from "./generateScalar.ts";
import {
  flatten,
  isSchema,
  isSchemaObject,
  type SchemaObject,
  type SharedSchemas,
  typesOf,
} from "./schemas.ts";

/** Levels below which a generated value has only what is required. */
const DEEPEST = 8;
/** Values within one, after which the rest has only what is required. */
const MOST_VALUES = 2_500;
/** Items that `minItems` may ask for. */
const MOST_ITEMS = 100;

/**
 * A value that a schema describes, the same each time: its constant, example, default or first choice where it has
 * one, else made from its types and limits. A schema that contains itself is not entered again: an optional property
 * is left out there, a list is empty.
 *
 * @param direction leaves out what is only written (`writeOnly`) or only read (`readOnly`)
 * @throws Error when a schema refers to one that is not there
 */
export function generate(
  schema: Schema,
  shared: SharedSchemas,
  direction: "request" | "response",
): unknown {
  const hidden = direction === "request" ? "readOnly" : "writeOnly";
  const generation = { shared, hidden, open: new Set<string>(), values: 0 };
  return valueFor(schema, 0, generation) ?? null;
}

interface Generation {
  shared: SharedSchemas;
  /** The keyword of properties that are left out. */
  hidden: string;
  /** Names of the shared schemas that are being generated. */
  open: Set<string>;
  /** How many values there are so far. */
  values: number;
}

/** Undefined where the schema leads back into one that is being generated. */
function valueFor(schema: Schema, depth: number, generation: Generation): unknown {
  if (typeof schema === "boolean") return null;
  generation.values++;
  const { parts, names } = conjunctsOf(schema, generation.shared);
  for (const name of names) if (generation.open.has(name)) return undefined;

  const stated = parts.flatMap((part) => {
    const value = statedValue(part.schema);
    return value === undefined ? [] : [{ value, whole: part.whole }];
  });
  const [first] = stated;
  if (first !== undefined && (first.whole || !isSchemaObject(first.value))) return first.value;

  for (const name of names) generation.open.add(name);
  const joined = joinConjuncts(parts);
  const chosen = chosenValue(joined, depth, generation);
  const value = chosen ?? madeValue(joined, depth, generation);
  for (const name of names) generation.open.delete(name);
  if (!isSchemaObject(value)) return value;

  // Members of an `allOf` that have examples show their own properties only.
  const shown = stated.map((part) => part.value).filter(isSchemaObject);
  const [name] = names;
  const kind = chosen === undefined && name !== undefined ? kindOf(joined, name, generation) : {};
  return Object.fromEntries([value, ...shown.toReversed(), kind].flatMap(Object.entries));
}

/** What a schema says outright; of its choices another schema may leave only some. */
function statedValue(schema: SchemaObject): unknown {
  if (schema.const !== undefined) return schema.const;
  const { examples } = schema;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  return schema.default;
}

/** The value of the first alternative that has one; `null` only where there is no other. */
function chosenValue(schema: SchemaObject, depth: number, generation: Generation): unknown {
  for (const keyword of ["oneOf", "anyOf"]) {
    const { [keyword]: alternatives, ...rest } = schema;
    if (!Array.isArray(alternatives)) continue;
    const isNull = (alternative: unknown) =>
      isSchemaObject(alternative) && alternative.type === "null";
    const ordered = alternatives.toSorted((a, b) => Number(isNull(a)) - Number(isNull(b)));
    for (const alternative of ordered) {
      const value = valueFor({ allOf: [rest, alternative] }, depth, generation);
      if (value !== undefined) return value;
    }
  }
  return undefined;
}

/** The property by which clients tell which schema of several an object is of, with the value for `name`. */
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

function madeValue(schema: SchemaObject, depth: number, generation: Generation): unknown {
  const [choice] = Array.isArray(schema.enum) ? schema.enum : [];
  if (choice !== undefined) return choice;
  switch (typeToMake(schema)) {
    case "object":
      return madeObject(schema, depth, generation);
    case "array":
      return madeArray(schema, depth, generation);
    case "string":
      return generateText(schema);
    case "integer":
    case "number":
      return generateNumber(schema);
    case "boolean":
      return true;
    default:
      // Of alternatives that all lead back there is nothing to make.
      return "oneOf" in schema || "anyOf" in schema ? undefined : null;
  }
}

/** The first type that is not `null`; without types, the one whose keywords are there. */
function typeToMake(schema: SchemaObject): string | undefined {
  const types = [...typesOf([schema])];
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
    if (sparse && !required.has(name)) return [];
    const value = valueFor(property, depth + 1, generation);
    if (value !== undefined) return [[name, value]];
    return required.has(name) ? [[name, emptyValue(property, generation)]] : [];
  });
  const others = schema.additionalProperties;
  const undescribed = [...required].filter((name) => !Object.hasOwn(properties, name));
  if (made.length === 0 && undescribed.length === 0 && isSchemaObject(others) && !sparse) {
    undescribed.push("property1");
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
  const wanted = isSparse(depth, generation) || item === undefined ? least : Math.max(least, 1);
  const value = wanted > made.length && item ? valueFor(item, depth + 1, generation) : null;
  while (value !== undefined && made.length < Math.min(wanted, most)) made.push(value);
  return made;
}

function isSparse(depth: number, { values }: Generation): boolean {
  return depth >= DEEPEST || values > MOST_VALUES;
}

function isHidden(property: Schema, { shared, hidden }: Generation): boolean {
  return flatten(property, shared).some((part) => part[hidden] === true);
}

/** What a required property gets whose schema must not be entered again. */
function emptyValue(property: Schema, { shared }: Generation): unknown {
  const types = typesOf(flatten(property, shared));
  if (types.has("null")) return null;
  return types.has("array") ? [] : {};
}
