import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

import type { RouteTable, Schema } from "../../openapi/table/table.ts";
import { patternEngine } from "../schemas/safePattern.ts";
import { type Relaxation, relaxedSchema } from "./requestSchemas.ts";
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
 * Compiles the schemas of a table's requests or replies, each when it is first asked for, with the shared schemas that it
 * leads to: most of a big document is never asked for. What is compiled is kept.
 */
export function createSchemaChecks(table: RouteTable, side: Side): SchemaChecks {
  const compilers = {
    coerced: createCompiler(table, side, true),
    "as they are": createCompiler(table, side, false),
  };
  return (schema, values = "as they are") => {
    if (schema === undefined || schema === true) return () => NONE;
    const validate = compilers[values](schema);
    return (value, part, way) => {
      if (validate === undefined || validate(value)) return NONE;
      const errors = withoutNullable(validate.errors ?? []);
      return errors.map((error) => toViolation(error, side, part, way));
    };
  };
}

function createCompiler(
  table: RouteTable,
  side: Side,
  coerceTypes: boolean,
): (schema: Schema) => ValidateFunction | undefined {
  const compiled = new Map<Schema, ValidateFunction | undefined>();
  let ajv: Ajv2020 | undefined;
  const known = new Set<string>();
  const added: string[] = [];
  const relaxation: Relaxation = {
    shared: table.schemas,
    keyword: side === "Request" ? "readOnly" : "writeOnly",
    refer(name) {
      if (!known.has(name)) added.push(name);
      known.add(name);
      return `table:${name}`;
    },
  };
  return (schema) => {
    if (compiled.has(schema)) return compiled.get(schema);
    ajv ??= createValidator(coerceTypes);
    const root = relaxedSchema(schema, relaxation);
    for (let name = added.pop(); name !== undefined; name = added.pop()) {
      const shared = table.schemas[name];
      if (shared !== undefined) ajv.addSchema(relaxedSchema(shared, relaxation), `table:${name}`);
    }
    const validate = compile(ajv, root);
    compiled.set(schema, validate);
    return validate;
  };
}

function createValidator(coerceTypes: boolean): Ajv2020 {
  // The document is compiled already: what is not valid in its schemas has been reported, with its line.
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateSchema: false,
    // A shared schema is compiled once, and not into each that refers to it.
    inlineRefs: false,
    logger: false,
    // What is tidied up before it is compiled takes a third longer to compile, and runs no faster.
    code: { regExp: patternEngine, optimize: false },
    coerceTypes,
  });
  return formats.default(ajv);
}

/** A schema that the validator cannot compile checks nothing: a mock that answers is worth more than one that refuses. */
function compile(ajv: Ajv2020, schema: Schema): ValidateFunction | undefined {
  try {
    return ajv.compile(schema);
  } catch {
    return undefined;
  }
}

/** Without those of the null that `nullable` adds to what is combined (`ONLY_NULL` of `src/openapi/dialect/schemaVersion.ts`). */
function withoutNullable(errors: ErrorObject[]): ErrorObject[] {
  const end = "/1/enum";
  const isNullable = ({ keyword, schemaPath, params }: ErrorObject) =>
    keyword === "enum" &&
    schemaPath.endsWith(`/anyOf${end}`) &&
    params.allowedValues.length === 1 &&
    params.allowedValues[0] === null;
  const combined = new Set(
    errors
      .filter(isNullable)
      .map(({ instancePath, schemaPath }) => instancePath + schemaPath.slice(0, -end.length)),
  );
  if (combined.size === 0) return errors;
  return errors.filter(
    (error) => !isNullable(error) && !combined.has(error.instancePath + error.schemaPath),
  );
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
