import type { IncomingHttpHeaders } from "node:http";

import type { Parameter, Schema } from "../../openapi/table/table.ts";
import { type Fields, queryName } from "../http/fields.ts";
import { propertySchemas } from "../schemas/parts.ts";
import type { SharedSchemas } from "../schemas/schemas.ts";
import { type Shape, shapesOf } from "../schemas/shapes.ts";
import { createDeepReader } from "./deepObject.ts";
import { objectOf, SEPARATORS, textReadings, type ValueShape } from "./styles.ts";

/** The parts of a request that have parameters. */
export interface ParameterValues {
  /** Path parameters, decoded. */
  params: Record<string, string>;
  /** The query, decoded, by `queryName`. */
  fields: Fields;
  headers: IncomingHttpHeaders;
}

/** Whether a reading of a value is valid. It decides where a text has several: `1` may be a list of one item. */
export type Accepts = (value: unknown) => boolean;

const always: Accepts = () => true;

/**
 * Creates a reader for one parameter. It splits the value by `style` and `explode`, and keeps texts as texts. It returns
 * undefined if the request does not have the parameter, or has it without a value.
 */
export function createParameterReader(
  parameter: ValueShape & Pick<Parameter, "in" | "contentType">,
  shared: SharedSchemas,
  accepts: Accepts = always,
): (values: ParameterValues) => unknown {
  const { schema: _, ...unchecked } = parameter;
  // A parameter with a media type instead of a schema is one text.
  const shape = parameter.contentType === undefined ? parameter : unchecked;
  switch (parameter.in) {
    case "query": {
      const inQuery = { ...shape, name: queryName(parameter.name) };
      const read = createFieldReader(inQuery, shared, accepts, queryName);
      return ({ fields }) => read(fields) || undefined;
    }
    case "header": {
      const name = parameter.name.toLowerCase();
      const read = createTextReader({ ...shape, style: "simple" }, shared, accepts);
      return ({ headers }) => {
        const given = headers[name];
        const text = Array.isArray(given) ? given.join(", ") : given;
        return text === undefined ? undefined : read(text, trimmed) || undefined;
      };
    }
    default: {
      const read = createTextReader(shape, shared, accepts);
      return ({ params }) => {
        const text = params[parameter.name];
        return text === undefined ? undefined : read(text);
      };
    }
  }
}

/** In a header, spaces around commas do not belong to the items of a list (RFC 9110, 5.6.1). */
function trimmed(text: string): string {
  return text.replaceAll(/\s*,\s*/g, ",");
}

/** Reads a parameter of a path or header. */
function createTextReader(
  { name, style, explode, schema }: ValueShape,
  shared: SharedSchemas,
  accepts: Accepts,
): (text: string, normalise?: (text: string) => string) => unknown {
  const shapes = shapesOf(schema ?? true, shared);
  if (shapes.size === 1 && shapes.has("text")) {
    return (text) => first(textReadings(text, "text", { name, style, explode }), accepts);
  }
  return (text, normalise = same) => {
    const readings = [...shapes].flatMap((shape) =>
      textReadings(shape === "text" ? text : normalise(text), shape, { name, style, explode }),
    );
    return first(readings, accepts);
  };
}

function same(text: string): string {
  return text;
}

/**
 * Creates a reader for a value in the fields of a query or form.
 *
 * @param keyOf returns the form in which names of the fields are compared
 */
export function createFieldReader(
  shape: ValueShape,
  shared: SharedSchemas,
  accepts: Accepts = always,
  keyOf: (name: string) => string = same,
): (fields: Fields) => unknown {
  const { name, style, schema = true } = shape;
  if (style === "deepObject") return createDeepReader(name, schema, shared);
  const readers = [...shapesOf(schema, shared)].map((kind) =>
    createKindReader(kind, shape, shared, keyOf),
  );
  const [only] = readers;
  if (readers.length === 1 && only !== undefined) return only;
  return (fields) => {
    const readings = readers.map((read) => read(fields));
    return first(
      readings.filter((value) => value !== undefined),
      accepts,
    );
  };
}

type FieldReader = (fields: Fields) => unknown;

function createKindReader(
  kind: Shape,
  { name, style, explode, schema = true }: ValueShape,
  shared: SharedSchemas,
  keyOf: (name: string) => string,
): FieldReader {
  if (kind === "text") return (fields) => fields.get(name);
  const separator = SEPARATORS.get(style) ?? ",";
  if (kind === "list") {
    return explode
      ? (fields) => (fields.get(name) ? [fields.get(name)].flat() : undefined)
      : (fields) => lastOf(fields.get(name))?.split(separator);
  }
  if (!explode || SEPARATORS.has(style)) {
    return (fields) => {
      const text = lastOf(fields.get(name));
      return text === undefined ? undefined : objectOf(text.split(separator), false);
    };
  }
  return createExplodedReader(schema, shared, keyOf);
}

/** The properties of an exploded object are fields of their own. Without any of them, the object is absent. */
function createExplodedReader(
  schema: Schema,
  shared: SharedSchemas,
  keyOf: (name: string) => string,
): FieldReader {
  const properties = [...propertySchemas(schema, shared)].map(([name, property]) => {
    const shapes = shapesOf(property, shared);
    return { name, key: keyOf(name), isList: shapes.has("list") && !shapes.has("text") };
  });
  return (fields) => {
    const found = properties.flatMap(({ name, key, isList }) => {
      const value = fields.get(key);
      return value === undefined ? [] : [[name, isList ? [value].flat() : value]];
    });
    return found.length === 0 ? undefined : Object.fromEntries(found);
  };
}

/** Returns the first reading that is valid, or else the first one. */
function first(readings: readonly unknown[], accepts: Accepts): unknown {
  return readings.length > 1 ? (readings.find(accepts) ?? readings[0]) : readings[0];
}

/** Returns the last one of repeated values. An empty value counts as absent. */
function lastOf(values: string | readonly string[] | undefined): string | undefined {
  return (typeof values === "string" ? values : values?.at(-1)) || undefined;
}
