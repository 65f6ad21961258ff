import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

import type { RouteTable, Schema } from "../routes/table.ts";
import { requestSchema } from "./requestSchemas.ts";
import { type RequestPart, type Violation, violation } from "./violation.ts";

/** Checks a value against a schema; `way` leads to the value in its part of the request. */
export type SchemaCheck = (
  value: unknown,
  part: RequestPart,
  way: readonly string[],
) => readonly Violation[];

/** Gives the check of a schema that stands in one of the table's requests. */
export type SchemaChecks = (schema: Schema | undefined) => SchemaCheck;

const NONE: readonly Violation[] = [];

/**
 * Compiles the schemas of a table's requests, each when it is first asked for. The table is one document to the
 * validator, so that a schema that many operations share is compiled once.
 */
export function createSchemaChecks(table: RouteTable): SchemaChecks {
  let document: { ajv: Ajv2020; places: Map<Schema, number> } | undefined;
  return (schema) => {
    if (schema === undefined || schema === true) return () => NONE;
    document ??= createDocument(table);
    const place = document.places.get(schema);
    const validate = compile(document.ajv, { $ref: `table#/requests/${place}` });
    return (value, part, way) => {
      if (validate === undefined || validate(value)) return NONE;
      return (validate.errors ?? []).map((error) => toViolation(error, part, way));
    };
  };
}

function createDocument(table: RouteTable): { ajv: Ajv2020; places: Map<Schema, number> } {
  // The document is compiled already: what is not valid in its schemas has been reported, with its line.
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, logger: false });
  formats.default(ajv);
  const requests: Schema[] = [];
  for (const { parameters, body } of table.routes) {
    for (const { schema } of [...parameters, ...(body?.content ?? [])]) {
      if (schema !== undefined) requests.push(schema);
    }
  }
  const relax = (schema: Schema) => requestSchema(schema, table.schemas);
  const shared = Object.entries(table.schemas).map(([name, schema]) => [name, relax(schema)]);
  ajv.addSchema({
    $id: "table",
    schemas: Object.fromEntries(shared),
    requests: requests.map(relax),
  });
  return { ajv, places: new Map(requests.map((schema, index) => [schema, index])) };
}

/** A schema that the validator cannot compile checks nothing: a mock that answers is worth more than one that refuses. */
function compile(ajv: Ajv2020, schema: Schema): ValidateFunction | undefined {
  try {
    return ajv.compile(schema);
  } catch {
    return undefined;
  }
}

function toViolation(error: ErrorObject, part: RequestPart, way: readonly string[]): Violation {
  const inner = error.instancePath
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  return violation(part, [...way, ...inner], error.keyword, mustOf(error));
}

/** The validator's sentence, with the names and values that it leaves out. */
function mustOf({ keyword, message = "is not valid", params }: ErrorObject): string {
  if (keyword === "enum" && Array.isArray(params.allowedValues)) {
    return `${message}: ${params.allowedValues.map((value) => JSON.stringify(value)).join(", ")}`;
  }
  if (keyword === "const") return `${message}: ${JSON.stringify(params.allowedValue)}`;
  const extra = params.additionalProperty ?? params.unevaluatedProperty;
  return typeof extra === "string" ? `${message}; found ${JSON.stringify(extra)}` : message;
}
