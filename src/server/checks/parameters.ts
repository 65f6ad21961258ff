import type { IncomingHttpHeaders } from "node:http";

import type { Parameter, Schema } from "../../openapi/table/table.ts";
import type { Fields } from "../http/fields.ts";
import { createPlace, enter } from "../schemas/place.ts";
import { isSchemaObject, type SchemaObject, type SharedSchemas } from "../schemas/schemas.ts";
import { readDeepObject } from "./deepObject.ts";

/** The parts of a request that have parameters. */
export interface ParameterValues {
  /** Path parameters, decoded. */
  params: Record<string, string>;
  /** The query, decoded, with names in lower case. */
  fields: Fields;
  headers: IncomingHttpHeaders;
}

/** The style of a value. A list with commas in a form has its own style (OpenAPI 2.0). */
export interface ValueShape {
  name: string;
  style: Parameter["style"] | "commaDelimited";
  explode: boolean;
  schema?: Schema;
}

/**
 * Creates a reader for one parameter. It splits the value by `style` and `explode` as Prism does, and keeps texts as
 * texts. It returns undefined if the request does not have the parameter, or has it without a value.
 */
export function createParameterReader(
  parameter: ValueShape & Pick<Parameter, "in" | "contentType">,
  shared: SharedSchemas,
): (values: ParameterValues) => unknown {
  const { schema: _, ...unchecked } = parameter;
  // A parameter with a media type instead of a schema is not parsed.
  const shape = parameter.contentType === undefined ? parameter : unchecked;
  const name = parameter.name.toLowerCase();
  switch (parameter.in) {
    case "query": {
      const read = createFieldReader({ ...shape, name }, shared);
      return ({ fields }) => read(fields) || undefined;
    }
    case "header": {
      const read = createTextReader({ ...shape, style: "simple" }, shared);
      return ({ headers }) => {
        const given = headers[name];
        const text = Array.isArray(given) ? given.join(", ") : given;
        return text === undefined ? undefined : read(text) || undefined;
      };
    }
    default: {
      const read = createTextReader(shape, shared);
      return ({ params }) => {
        const text = params[parameter.name];
        return text === undefined ? undefined : read(text);
      };
    }
  }
}

/** Reads a parameter of a path or header. */
function createTextReader(
  { name, style, explode, schema }: ValueShape,
  shared: SharedSchemas,
): (text: string) => unknown {
  const { type } = rootOf(schema, shared);
  if (style === "matrix") return (text) => readMatrix(without(text, ";"), name, explode, type);
  const separator = style === "label" && explode ? "." : ",";
  return (text) => {
    const inner = style === "label" ? without(text, ".") : text;
    if (type === "array") return inner === "" ? [] : inner.split(separator);
    return type === "object" ? objectOf(inner.split(","), explode) : inner;
  };
}

function readMatrix(text: string, name: string, explode: boolean, type: unknown): unknown {
  if (explode && type === "object") return objectOf(text.split(";"), true);
  if (explode && type === "array") {
    return text === "" ? [] : text.split(";").map((part) => without(part, `${name}=`));
  }
  const inner = without(text, `${name}=`);
  if (type === "array") return inner === "" ? [] : inner.split(",");
  return type === "object" ? objectOf(inner.split(","), false) : inner;
}

/** Removes the beginning that a style requires. If it is missing, Prism would send no answer at all. */
function without(text: string, beginning: string): string {
  return text.startsWith(beginning) ? text.slice(beginning.length) : text;
}

/** Reads a value from the fields of a query or form. */
export function createFieldReader(
  { name, style, explode, schema }: ValueShape,
  shared: SharedSchemas,
): (fields: Fields) => unknown {
  const root = rootOf(schema, shared);
  if (style === "deepObject")
    return (fields) => readDeepObject(name, fields, schema ?? true, shared);
  if (style === "tabDelimited") return () => undefined;
  const separator = SEPARATORS.get(style);
  if (separator !== undefined && root.type === "array") {
    if (explode) return (fields) => [fields.get(name)].flat();
    return (fields) => lastOf(fields.get(name))?.split(separator) ?? "";
  }
  if (root.type === "object" && explode) {
    const properties = Object.keys(isSchemaObject(root.properties) ? root.properties : {});
    return (fields) => pick(fields, properties);
  }
  if (root.type === "array" && explode) {
    return (fields) => (fields.get(name) ? [fields.get(name)].flat() : undefined);
  }
  if (root.type === "array") return (fields) => lastOf(fields.get(name))?.split(",");
  if (root.type !== "object") return (fields) => fields.get(name);
  return (fields) => {
    const text = lastOf(fields.get(name));
    return text === undefined ? undefined : objectOf(text.split(","), false);
  };
}

/** Separators of lists, after decoding. */
const SEPARATORS = new Map<ValueShape["style"], string>([
  ["spaceDelimited", "%20"],
  ["pipeDelimited", "|"],
  ["commaDelimited", ","],
]);

/** Returns the last one of repeated values. An empty value counts as absent. */
function lastOf(values: string | readonly string[] | undefined): string | undefined {
  return (typeof values === "string" ? values : values?.at(-1)) || undefined;
}

function pick(fields: Fields, names: string[]): unknown {
  const found = names.flatMap((name) => {
    const value = fields.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(found);
}

/** Returns an object from the texts `R=100`, `G=200`, or `R`, `100`, `G`, `200`. */
function objectOf(parts: string[], explode: boolean): Record<string, string | undefined> {
  if (explode) {
    return Object.fromEntries(
      parts.map((part) => {
        const [key = "", value] = part.split("=");
        return [key, value];
      }),
    );
  }
  const entries: [string, string | undefined][] = [];
  for (let i = 0; i < parts.length; i += 2) entries.push([parts[i] ?? "", parts[i + 1]]);
  return Object.fromEntries(entries);
}

/** Returns the schema with its references followed. Prism looks for the type nowhere else, such as in `allOf`. */
function rootOf(schema: Schema | undefined, shared: SharedSchemas): SchemaObject {
  const entered = enter(schema ?? true, createPlace(), shared);
  return "schema" in entered && isSchemaObject(entered.schema) ? entered.schema : {};
}
