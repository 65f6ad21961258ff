import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

import type { RouteTable, Schema } from "../routes/table.ts";
import { relaxedSchema } from "./requestSchemas.ts";
import { patternEngine } from "./safePattern.ts";
import { type Part, type Side, type Violation, violation } from "./violation.ts";

/** Checks a value against a schema; `way` leads to the value in its part of the request or reply. */
export type SchemaCheck = (
  value: unknown,
  part: Part,
  way: readonly string[],
) => readonly Violation[];

/**
 * Gives the check of a schema that stands in one of the table's requests, or replies.
 *
 * @param values whether texts are taken for the numbers and so on that they stand for, as outside JSON
 */
export type SchemaChecks = (
  schema: Schema | undefined,
  values?: "coerced" | "as they are",
) => SchemaCheck;

const NONE: readonly Violation[] = [];

/**
 * Compiles the schemas of a table's requests or replies, each when it is first asked for. The table is one document to the
 * validator, so that a schema that many operations share is compiled once.
 */
export function createSchemaChecks(table: RouteTable, side: Side): SchemaChecks {
  let document: TableDocument | undefined;
  const validators = new Map<boolean, Ajv2020>();
  return (schema, values = "as they are") => {
    if (schema === undefined || schema === true) return () => NONE;
    document ??= createDocument(table, side);
    const coerceTypes = values === "coerced";
    const ajv = validators.get(coerceTypes) ?? createValidator(document, coerceTypes);
    validators.set(coerceTypes, ajv);
    const place = document.places.get(schema);
    const validate = compile(ajv, { $ref: `table#/roots/${place}` });
    return (value, part, way) => {
      if (validate === undefined || validate(value)) return NONE;
      return (validate.errors ?? []).map((error) => toViolation(error, side, part, way));
    };
  };
}

/** A table's schemas as one schema. */
interface TableDocument {
  schema: { $id: string; schemas: Record<string, Schema>; roots: Schema[] };
  /** Where the schemas of requests or replies stand among the roots. */
  places: Map<Schema, number>;
}

function createDocument(table: RouteTable, side: Side): TableDocument {
  const roots = (side === "Request" ? requestSchemas : replySchemas)(table);
  const onlyElsewhere = side === "Request" ? "readOnly" : "writeOnly";
  const relax = (schema: Schema) => relaxedSchema(schema, table.schemas, onlyElsewhere);
  const shared = Object.entries(table.schemas).map(([name, schema]) => [name, relax(schema)]);
  return {
    schema: { $id: "table", schemas: Object.fromEntries(shared), roots: roots.map(relax) },
    places: new Map(roots.map((schema, index) => [schema, index])),
  };
}

function createValidator({ schema }: TableDocument, coerceTypes: boolean): Ajv2020 {
  // The document is compiled already: what is not valid in its schemas has been reported, with its line.
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateSchema: false,
    logger: false,
    code: { regExp: patternEngine },
    coerceTypes,
  });
  formats.default(ajv);
  return ajv.addSchema(schema);
}

function requestSchemas({ routes }: RouteTable): Schema[] {
  return routes
    .flatMap(({ parameters, body }) => [...parameters, ...(body?.content ?? [])])
    .map(({ schema }) => schema)
    .filter((schema) => schema !== undefined);
}

function replySchemas({ routes }: RouteTable): Schema[] {
  return routes
    .flatMap(({ responses }) =>
      responses.flatMap(({ headers, content }) => [...headers, ...content]),
    )
    .map(({ schema }) => schema)
    .filter((schema) => schema !== undefined);
}

/** A schema that the validator cannot compile checks nothing: a mock that answers is worth more than one that refuses. */
function compile(ajv: Ajv2020, schema: Schema): ValidateFunction | undefined {
  try {
    return ajv.compile(schema);
  } catch {
    return undefined;
  }
}

function toViolation(
  error: ErrorObject,
  side: Side,
  part: Part,
  way: readonly string[],
): Violation {
  const inner = error.instancePath.split("/").filter((key) => key !== "");
  return violation(side, part, [...way, ...inner], error.keyword, mustOf(error));
}

/** The validator's sentence, with the names and values that it leaves out. */
function mustOf({ keyword, message = "", params }: ErrorObject): string {
  if (keyword === "enum") return `${message}: ${params.allowedValues.join(", ")}`;
  if (keyword === "additionalProperties") return `${message}; found '${params.additionalProperty}'`;
  if (keyword === "unevaluatedProperties") return `${message}: '${params.unevaluatedProperty}'`;
  return message;
}
