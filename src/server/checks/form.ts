import type { Encoding, Media, Schema } from "../../openapi/table/table.ts";
import type { Fields } from "../http/fields.ts";
import { isMultipart, type MediaType } from "../http/mediaType.ts";
import { otherProperties, propertySchemas } from "../schemas/parts.ts";
import type { SharedSchemas } from "../schemas/schemas.ts";
import { shapesOf } from "../schemas/shapes.ts";
import { type FormField, formFields } from "./formFields.ts";
import { createPropertyReader } from "./formProperty.ts";
import { createStyleReader, NO_JSON, styleOf } from "./formStyle.ts";
import type { FormContext, PropertyReader } from "./propertyReader.ts";
import type { Part, Violation } from "./violation.ts";

/**
 * The value of a form as its schema describes it, with violations that the check of the whole value does not find; or
 * the violations why it cannot be read.
 */
export type ReadForm = { value: unknown; found?: Violation[] } | { violations: Violation[] };

/** @param type the content type of the request */
export type FormReader = (bytes: Buffer, type: MediaType) => ReadForm;

/**
 * Creates a reader for the forms of a media type. A property is read by the style that `encoding` names, or else by its
 * media type: that of `encoding`, or by default JSON for objects and text for other values (OpenAPI, Encoding Object).
 * As in Prism, the last one of repeated fields counts if the property is no list.
 */
export function createFormReader(
  media: Pick<Media, "schema" | "encoding">,
  context: FormContext,
): FormReader {
  const { shared, part } = context;
  const { schema = true, encoding = {} } = media;
  const properties = propertySchemas(schema, shared);
  const readers = new Map<string, PropertyReader>();
  for (const [name, property] of properties) {
    const own = encoding[name] ?? {};
    const reader =
      styleOf(own) === undefined
        ? createPropertyReader({ name, schema: property, encoding: own }, context)
        : createStyleReader({ name, schema: property, encoding: own }, context);
    readers.set(name, reader);
  }
  const readOther = otherReader(otherProperties(schema, shared), shared);
  const isInside = insideOf(properties, encoding, shared);

  return (bytes, type) => {
    const all = formFields(bytes, type);
    if (all === undefined) return { violations: [unsupported(NO_BOUNDARY)] };
    const reserved = all.filter(({ name, written }) => isReserved(encoding[name], written));
    if (reserved.length > 0)
      return { violations: reserved.map(({ name }) => reservedIn(part, name)) };
    const byName = Map.groupBy(all, ({ name }) => name);
    const fields = textsOf(byName);
    const loose = isMultipart(type) ? NO_FIELDS : textsOf(byName, (name) => !properties.has(name));
    const value: [string, unknown][] = [];
    const found: Violation[] = [];
    for (const [name, read] of readers) {
      const property = read(byName.get(name) ?? [], fields, loose);
      value.push([name, property.value]);
      found.push(...(property.found ?? []));
    }
    if (value.some(([, property]) => property === NO_JSON)) {
      return { violations: [unsupported(NO_OBJECTS)] };
    }
    for (const [name, given] of byName) {
      const isOwn = readers.has(name) || (!isMultipart(type) && isInside(name, byName));
      if (!isOwn) value.push([name, readOther(given)]);
    }
    return { value: Object.fromEntries(value), ...(found.length > 0 && { found }) };
  };
}

/** Returns the texts of fields by name, as the fields of a query. */
function textsOf(
  byName: ReadonlyMap<string, readonly FormField[]>,
  isWanted: (name: string) => boolean = () => true,
): Fields {
  const fields = new Map<string, string | readonly string[]>();
  for (const [name, given] of byName) {
    const texts = given.map(({ text }) => text);
    const [text = ""] = texts;
    if (isWanted(name)) fields.set(name, texts.length === 1 ? text : texts);
  }
  return fields;
}

const NO_FIELDS: Fields = new Map();

/** Returns a reader for properties that the schema does not name. */
function otherReader(schema: Schema, shared: SharedSchemas): (given: FormField[]) => unknown {
  const isList = shapesOf(schema, shared).has("list");
  return (given) => (isList ? given.map(({ text }) => text) : given.at(-1)?.text);
}

/** Returns whether a field belongs to a property of another name: to an exploded object, or to one with brackets. */
function insideOf(
  properties: ReadonlyMap<string, Schema>,
  encoding: Record<string, Encoding>,
  shared: SharedSchemas,
): (name: string, byName: ReadonlyMap<string, unknown>) => boolean {
  const isDeep = (name: string) => encoding[name]?.style === "deepObject";
  const exploded = [...properties].flatMap(([object, schema]) =>
    shapesOf(schema, shared).has("object") && !isDeep(object)
      ? [{ object, inner: propertySchemas(schema, shared) }]
      : [],
  );
  const deep = [...properties.keys()].filter(isDeep);
  return (name, byName) =>
    deep.some((object) => name.startsWith(`${object}[`)) ||
    exploded.some(({ object, inner }) => inner.has(name) && !byName.has(object));
}

function isReserved(encoding: Encoding | undefined, written = ""): boolean {
  const style = encoding && styleOf(encoding);
  if (encoding === undefined || style === undefined || encoding.allowReserved) return false;
  const hasCommas = style === "commaDelimited" || (style === "form" && encoding.explode === false);
  return RESERVED.test(hasCommas ? written.replaceAll(",", "") : written);
}

/** Characters that must be escaped in a field with an encoding (RFC 3986, 2.2), apart from a style's own separator. */
const RESERVED = /[/?#[\]@!$&'()*+,;=]/;

function reservedIn(part: Part, name: string): Violation {
  const message = `Reserved characters used in request ${part}`;
  return { location: [part, name], severity: "Error", message };
}

function unsupported(message: string): Violation {
  return { severity: "Error", code: 415, message };
}

const NO_OBJECTS =
  "Cannot deserialize JSON object array in form data request body. Make sure the array is in JSON";

const NO_BOUNDARY =
  "Boundary parameter for multipart/form-data is not defined or generated in the request header. Try removing manually defined content-type from your request header if it exists.";
