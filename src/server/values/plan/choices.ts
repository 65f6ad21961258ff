import type { Schema } from "../../../openapi/table/table.ts";
import {
  isSchema,
  isSchemaObject,
  referenceName,
  type SchemaObject,
} from "../../schemas/schemas.ts";
import type { Conjunction, Part } from "./conjunction.ts";

/** Alternatives, of which a value must match one. */
export interface Choice {
  /** The conjunction without the choice. */
  rest: Conjunction;
  ways: readonly Way[];
}

/** One of the alternatives. */
export interface Way {
  schema: Schema;
  /** The property that tells the alternative from the others; a value should have it if it can. */
  kind: Schema | undefined;
  /** The other alternatives of a `oneOf`, which the value must not match. */
  rivals: readonly Schema[];
  /** Whether the value can only be null. */
  isNull: boolean;
}

/** Returns the first choice that a conjunction leaves open. */
export function choiceOf(conjunction: Conjunction): Choice | undefined {
  for (const [index, { schema }] of conjunction.parts.entries()) {
    for (const keyword of ["oneOf", "anyOf"] as const) {
      const ways = waysOf(schema, keyword);
      if (ways.length > 0) return { rest: without(conjunction, index, keyword), ways };
    }
  }
  return undefined;
}

function waysOf(schema: SchemaObject, keyword: "oneOf" | "anyOf"): Way[] {
  const { [keyword]: alternatives, discriminator } = schema;
  if (!Array.isArray(alternatives)) return [];
  const schemas = alternatives.filter(isSchema);
  return schemas.map((alternative, at) => ({
    schema: alternative,
    kind: kindOf(alternative, discriminator),
    rivals: keyword === "oneOf" ? schemas.filter((_, i) => i !== at) : [],
    isNull: isNull(alternative),
  }));
}

function without(conjunction: Conjunction, index: number, keyword: string): Conjunction {
  const parts = conjunction.parts.map((part, i): Part => {
    if (i !== index) return part;
    const { [keyword]: _, discriminator: __, ...schema } = part.schema;
    return { ...part, schema };
  });
  return { ...conjunction, parts };
}

function isNull(schema: Schema): boolean {
  if (!isSchemaObject(schema)) return false;
  const { type, enum: choices } = schema;
  return type === "null" || (Array.isArray(choices) && choices.length === 1 && choices[0] === null);
}

function kindOf(alternative: Schema, discriminator: unknown): Schema | undefined {
  const name = isSchemaObject(alternative) ? referenceName(alternative) : undefined;
  return name === undefined ? undefined : kindSchema(discriminator, name);
}

/** Returns the schema of the property that tells the schema `name` from others: its key in the mapping, or its name. */
export function kindSchema(discriminator: unknown, name: string): Schema | undefined {
  if (!isSchemaObject(discriminator) || typeof discriminator.propertyName !== "string") {
    return undefined;
  }
  const { propertyName, mapping } = discriminator;
  const entries = Object.entries(isSchemaObject(mapping) ? mapping : {});
  const mapped = entries.find(([, reference]) => reference === `#/schemas/${name}`)?.[0];
  return {
    type: "object",
    properties: { [propertyName]: { const: mapped ?? name } },
    required: [propertyName],
  };
}
