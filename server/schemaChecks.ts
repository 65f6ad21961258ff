import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

import { patternEngine } from "./safePattern.ts";
import type { RouteTable, Schema } from "../routes/table.ts";
import { relaxedSchema } from "./requestSchemas.ts";
import { type Part, type Side, type Violation, violation } from "./violation.ts";

/** Checks a value against a schema; `way` leads to the value in its part of the request or reply. */
export type SchemaCheck = (
  value: unknown,
  part: Part,
  way: readonly string[],
) => readonly Violation[];

/** Gives the check of a schema that stands in one of the table's requests, or replies. */
export type SchemaChecks = (schema: Schema | undefined) => SchemaCheck;

const NONE: readonly Violation[] = [];

/**
 * Compiles the schemas of a table's requests or replies, each when it is first asked for. The table is one document to the
 * validator, so that a schema that many operations share is compiled once.
 */
export function createSchemaChecks(table: RouteTable, side: Side): SchemaChecks {
  let document: { ajv: Ajv2020; places: Map<Schema, number> } | undefined;
  return (schema) => {
    if (schema === undefined || schema === true) return () => NONE;
    document ??= createDocument(table, side);
    const place = document.places.get(schema);
    const validate = compile(document.ajv, { $ref: `table#/roots/${place}` });
    return (value, part, way) => {
      if (validate === undefined || validate(value)) return NONE;
      return (validate.errors ?? []).map((error) => toViolation(error, side, part, way));
    };
  };
}

function createDocument(
  table: RouteTable,
  side: Side,
): { ajv: Ajv2020; places: Map<Schema, number> } {
  // The document is compiled already: what is not valid in its schemas has been reported, with its line.
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, logger: false, code: { regExp: patternEngine } });
  formats.default(ajv);
  const roots = (side === "Request" ? requestSchemas : replySchemas)(table);
  const onlyElsewhere = side === "Request" ? "readOnly" : "writeOnly";
  const relax = (schema: Schema) => relaxedSchema(schema, table.schemas, onlyElsewhere);
  const shared = Object.entries(table.schemas).map(([name, schema]) => [name, relax(schema)]);
  ajv.addSchema({
    $id: "table",
    schemas: Object.fromEntries(shared),
    roots: roots.map(relax),
  });
  return { ajv, places: new Map(roots.map((schema, index) => [schema, index])) };
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
