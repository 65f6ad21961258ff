import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

import type { RouteTable, Schema } from "../../openapi/table/table.ts";
import { patternEngine } from "../schemas/safePattern.ts";
import { replaceUnevaluated } from "../schemas/unevaluated.ts";
import { exactSchema } from "./exactSchema.ts";
import { addNumberRules } from "./numberRules.ts";
import { type Relaxation, relaxedSchema } from "./requestSchemas.ts";
import { type Part, type Side, type Violation, violation } from "./violation.ts";

/** Checks a value by a schema. `way` is the path to the value in its part of the request or reply. */
export type SchemaCheck = (
  value: unknown,
  part: Part,
  way: readonly string[],
) => readonly Violation[];

/**
 * Returns the check of a schema from one of the table's requests or replies.
 *
 * @param values whether the values have bigints; if they are `coerced`, texts are converted to numbers and other types,
 *   as outside JSON
 */
export type SchemaChecks = (
  schema: Schema | undefined,
  values?: "coerced" | "as they are" | "with bigints",
) => SchemaCheck;

const NONE: readonly Violation[] = [];

/**
 * Creates the checks for the schemas of a table's requests or replies. Each schema is compiled on first use, with the
 * shared schemas that it refers to, because most of a large document is never used. Compiled checks are kept.
 */
export function createSchemaChecks(table: RouteTable, side: Side): SchemaChecks {
  const compilers = {
    coerced: createCompiler(table, side, { coerces: true, withBigints: false }),
    "coerced with bigints": createCompiler(table, side, { coerces: true, withBigints: true }),
    "as they are": createCompiler(table, side, { coerces: false, withBigints: false }),
    "with bigints": createCompiler(table, side, { coerces: false, withBigints: true }),
  };
  return (schema, values = "as they are") => {
    if (schema === undefined || schema === true) return () => NONE;
    const validate = compilers[values](schema);
    return (value, part, way) => {
      // Whoever reads a body says whether it has bigints; other values are small.
      const isLong = values === "coerced" && hasLongText(value);
      const failed = isLong
        ? failedExactly(compilers["coerced with bigints"](schema), value)
        : validate?.(value) === false && validate;
      if (!failed) return NONE;
      const errors = withoutNullable(failed.errors ?? []);
      return errors.map((error) => toViolation(error, side, part, way));
    };
  };
}

/** Whether a value outside JSON has an integer that a number may not hold: it has 16 digits or more. */
function hasLongText(value: unknown): boolean {
  if (typeof value === "string") return value.length > 15 && /^-?\d{16,}$/.test(value);
  if (typeof value !== "object" || value === null) return typeof value === "bigint";
  return Object.values(value).some(hasLongText);
}

/** Returns the function if it refuses a value, which is given with a place where converted values are stored. */
function failedExactly(
  validate: ValidateFunction | undefined,
  value: unknown,
): ValidateFunction | false {
  const holder = { value: typeof value === "bigint" ? String(value) : value };
  const place = {
    parentData: holder,
    parentDataProperty: "value",
    instancePath: "",
    rootData: holder,
    dynamicAnchors: {},
  };
  return validate?.(holder.value, place) === false && validate;
}

function createCompiler(
  table: RouteTable,
  side: Side,
  values: { coerces: boolean; withBigints: boolean },
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
  const prepared = (schema: Schema) =>
    exactSchema(relaxedSchema(schema, relaxation), values.withBigints);
  return (schema) => {
    if (compiled.has(schema)) return compiled.get(schema);
    ajv ??= createValidator(values.coerces);
    const root = prepared(schema);
    for (let name = added.pop(); name !== undefined; name = added.pop()) {
      const shared = table.schemas[name];
      if (shared !== undefined) ajv.addSchema(prepared(shared), `table:${name}`);
    }
    const validate = compile(ajv, root);
    compiled.set(schema, validate);
    return validate;
  };
}

function createValidator(coerceTypes: boolean): Ajv2020 {
  // Invalid schemas have been reported with their lines when the document was compiled.
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateSchema: false,
    // A shared schema is compiled once, not once for each reference to it.
    inlineRefs: false,
    logger: false,
    // Optimised code takes a third longer to compile, and is not faster.
    code: { regExp: patternEngine, optimize: false },
    coerceTypes,
  });
  formats.default(ajv);
  replaceUnevaluated(ajv);
  addNumberRules(ajv);
  return ajv;
}

/** A schema that the validator cannot compile accepts everything, because a mock that answers is more useful. */
function compile(ajv: Ajv2020, schema: Schema): ValidateFunction | undefined {
  try {
    return ajv.compile(schema);
  } catch {
    return undefined;
  }
}

/**
 * Drops the errors of the alternative null that `nullable` adds (`ONLY_NULL` in
 * `src/openapi/dialect/schemaVersion.ts`).
 */
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

/** Returns the validator's message, with names and values that it omits. */
function mustOf({ keyword, message = "", params }: ErrorObject): string {
  if (keyword === "enum") return `${message}: ${params.allowedValues.join(", ")}`;
  if (keyword === "additionalProperties") return `${message}; found '${params.additionalProperty}'`;
  if (keyword === "unevaluatedItems") return `${message}: ${params.unevaluatedItem}`;
  if (keyword === "unevaluatedProperties") return `${message}: '${params.unevaluatedProperty}'`;
  return message;
}
