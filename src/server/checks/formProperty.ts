import type { Encoding, ReplyHeader, Schema } from "../../openapi/table/table.ts";
import { isJson, type MediaType, parseMediaType } from "../http/mediaType.ts";
import { itemSchema } from "../schemas/parts.ts";
import { type Shape, shapesOf } from "../schemas/shapes.ts";
import type { FormField } from "./formFields.ts";
import { noJson, parseJson } from "./jsonCheck.ts";
import { createFieldReader } from "./parameters.ts";
import type { FormContext, FormProperty, PropertyReader } from "./propertyReader.ts";
import type { SchemaChecks } from "./schemaChecks.ts";
import { type Violation, violation } from "./violation.ts";

/** Creates a reader for a property without a style: its fields have media types. */
export function createPropertyReader(
  { name, schema, encoding }: FormProperty,
  { shared, checks, part }: FormContext,
): PropertyReader {
  const shapes = shapesOf(schema, shared);
  const itemShapes = shapesOf(itemSchema(schema, shared), shared);
  const way = [name];
  // Validators are compiled when they are needed: most properties can be read in one way.
  const violationsOf = ({ value, isJson: isStrict }: Reading) =>
    checks(schema, isStrict ? "as they are" : "coerced")(value, part, way);
  const checkHeaders = createHeaderCheck(name, encoding.headers ?? [], checks);
  const declared = typesOf(encoding);
  const isJsonAlone = declared.length > 0 && declared.every(isJson);
  // OpenAPI 3.0 writes an object of an urlencoded form as fields of their own.
  const readExploded =
    shapes.has("object") && declared.length === 0
      ? createFieldReader(
          { name, style: "form", explode: true, schema: objectPart(schema) },
          shared,
        )
      : undefined;

  return (given, _, loose) => {
    const last = given.at(-1);
    if (last === undefined) return { value: readExploded?.(loose) };
    const found: Violation[] = [...checkHeaders(given)];
    if (isJsonAlone) {
      for (const { text } of given) {
        const parsed = parseJson(text);
        if ("malformed" in parsed) found.push(noJson(part, way, parsed.malformed));
      }
    }
    const isWritten = isJsonAlone || given.some((field) => mayBeJson(field, declared));
    const readings = readingsOf(given, last, { shapes, itemShapes, isWritten, isJsonAlone });
    const chosen =
      readings.length > 1
        ? (readings.find((reading) => violationsOf(reading).length === 0) ?? readings[0])
        : readings[0];
    // The check of the whole form converts types, also those of JSON.
    if (chosen?.isJson) found.push(...violationsOf(chosen));
    return { value: chosen?.value, ...(found.length > 0 && { found }) };
  };
}

/** A value that the fields of a property may mean, and whether it was read as JSON. */
interface Reading {
  value: unknown;
  isJson: boolean;
}

interface Kinds {
  shapes: ReadonlySet<Shape>;
  itemShapes: ReadonlySet<Shape>;
  /** Whether a media type says that the value may be JSON, or must be. */
  isWritten: boolean;
  isJsonAlone: boolean;
}

/** Returns the readings of given fields, best first. */
function readingsOf(given: readonly FormField[], last: FormField, kinds: Kinds): Reading[] {
  const { shapes, itemShapes, isWritten, isJsonAlone } = kinds;
  const readings: Reading[] = [];
  // The content of a file is not read as JSON.
  const mayBeRead = isJsonAlone || shapes.has("list") || shapes.has("object");
  const whole = mayBeRead ? parseJson(last.text) : { malformed: "" };
  const json: Reading | undefined =
    "value" in whole ? { value: whole.value, isJson: true } : undefined;
  if (shapes.has("list")) {
    if (json !== undefined && isWritten && given.length === 1 && Array.isArray(json.value)) {
      readings.push(json);
    }
    const areJson = isJsonAlone || !itemShapes.has("text");
    const items = given.map(({ text }) => (areJson ? parseJson(text) : { malformed: "" }));
    const values = items.map((item, i) => ("value" in item ? item.value : given[i]?.text));
    readings.push({ value: values, isJson: areJson && items.every((item) => "value" in item) });
  }
  if (json !== undefined && (isJsonAlone || shapes.has("object"))) readings.push(json);
  const isText = shapes.has("text") && !(isJsonAlone && json !== undefined);
  if (isText || readings.length === 0) readings.push({ value: last.text, isJson: false });
  return readings;
}

function typesOf({ contentType }: Encoding): MediaType[] {
  const types = contentType?.split(",").map(parseMediaType) ?? [];
  return types.filter((type) => type !== undefined);
}

function mayBeJson({ part }: FormField, declared: MediaType[]): boolean {
  return part?.type === undefined ? declared.some(isJson) : isJson(part.type);
}

/** Returns the check of the headers of a property's parts. */
function createHeaderCheck(name: string, headers: ReplyHeader[], checks: SchemaChecks) {
  const prepared = headers.map(({ name: header, required, schema }) => ({
    header: header.toLowerCase(),
    required,
    check: checks(schema, "coerced"),
  }));
  return (given: readonly FormField[]): Violation[] =>
    given.flatMap(({ part }) =>
      prepared.flatMap(({ header, required, check }) => {
        const text = part?.headers.get(header);
        if (part === undefined || (text === undefined && !required)) return [];
        if (text !== undefined) return check(text, "body", [name, header]);
        const must = `must have required header '${header}'`;
        return [violation("Request", "body", [name], "required", must)];
      }),
    );
}

/** Returns a schema for the object alone, if the property may have another shape as well. */
function objectPart(schema: Schema): Schema {
  return { type: "object", allOf: [schema] };
}
