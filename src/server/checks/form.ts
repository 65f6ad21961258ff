import type { Encoding, Media, Schema } from "../../openapi/table/table.ts";
import type { Fields } from "../http/fields.ts";
import type { MediaType } from "../http/mediaType.ts";
import { conjunctsOf, joinConjuncts } from "../schemas/conjuncts.ts";
import { isSchema, isSchemaObject, type SharedSchemas } from "../schemas/schemas.ts";
import { splitPairs, splitParts } from "./formFields.ts";
import { createFieldReader } from "./parameters.ts";
import type { ValueShape } from "./styles.ts";
import type { Violation } from "./violation.ts";

/** The value of a form as its schema describes it, or the violations why it cannot be read. */
export type ReadForm = { value: unknown } | { violations: Violation[] };

/** @param type the content type of the request */
export type FormReader = (text: string, type: MediaType) => ReadForm | Promise<ReadForm>;

/**
 * Creates a reader for the forms of a media type. As in Prism, the last one of repeated fields counts, only declared
 * properties are read, and lists and objects are split only if `encoding` defines how.
 */
export function createFormReader(media: Media, shared: SharedSchemas): FormReader {
  const schema = isSchemaObject(media.schema) ? media.schema : {};
  const { properties } = joinConjuncts(conjunctsOf(schema, shared).parts);
  const encodings = Object.entries(media.encoding ?? {}).flatMap(([name, encoding]) => {
    const style = STYLES.find((known) => known === encoding.style);
    return style === undefined ? [] : [{ ...encoding, name, style }];
  });
  const readers = isSchemaObject(properties)
    ? Object.entries(properties).map(([name, property]) => {
        const encoding = encodings.find((one) => one.name === name);
        return {
          name,
          read: createReader(name, isSchema(property) ? property : {}, encoding, shared),
        };
      })
    : undefined;

  const understand = (written: Map<string, string>, plus: string): ReadForm => {
    const reserved = encodings.filter(
      ({ name, allowReserved }) => !allowReserved && RESERVED.test(written.get(name) ?? ""),
    );
    if (reserved.length > 0) return { violations: reserved.map(({ name }) => reservedIn(name)) };
    const fields: Fields = new Map(
      [...written].map(([name, value]) => [decode(name), decode(value.replaceAll("+", plus))]),
    );
    if (readers === undefined) return { value: Object.fromEntries(fields) };
    const values = readers.map(({ name, read }) => [name, read(fields)] as const);
    return values.some(([, value]) => value === NO_JSON)
      ? {
          violations: [
            unsupported(
              "Cannot deserialize JSON object array in form data request body. Make sure the array is in JSON",
            ),
          ],
        }
      : { value: Object.fromEntries(values) };
  };
  const isMultipart = media.type.startsWith("multipart/form-data");
  return (text, type) => {
    if (!isMultipart) return understand(splitPairs(text), "%20");
    const boundary = type.parameters.get("boundary");
    if (boundary === undefined) return { violations: [unsupported(NO_BOUNDARY)] };
    return splitParts(text, boundary).then((parts) => understand(parts, "+"));
  };
}

const STYLES = ["form", "spaceDelimited", "pipeDelimited", "commaDelimited", "deepObject"] as const;

/** Characters that must be escaped in a field with an encoding (RFC 3986, 2.2). */
const RESERVED = /[/?#[\]@!$&'()*+,;=]/;

/** A list of objects is not written in JSON. */
const NO_JSON = Symbol("no JSON");

function createReader(
  name: string,
  schema: Schema,
  encoding: (Encoding & Pick<ValueShape, "style">) | undefined,
  shared: SharedSchemas,
): (fields: Fields) => unknown {
  if (encoding === undefined) return (fields) => fields.get(name);
  const { style, explode = style === "form" } = encoding;
  const read = createFieldReader({ name, style, explode, schema }, shared);
  const items = isSchemaObject(schema) ? schema.items : undefined;
  if (!isSchemaObject(items) || items.type !== "object") return read;
  return (fields) => {
    const value = read(fields);
    return Array.isArray(value) ? parseObjects(value) : value;
  };
}

/** Joins pieces of JSON objects, which were split at all commas, to whole objects. */
function parseObjects(pieces: unknown[]): unknown {
  const objects: unknown[] = [];
  let open = "";
  for (const piece of pieces) {
    open += open === "" ? piece : `,${piece}`;
    try {
      objects.push(JSON.parse(open));
      open = "";
    } catch {
      // The object continues in the next piece.
    }
  }
  return open === "" ? objects : NO_JSON;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function reservedIn(name: string): Violation {
  const message = "Reserved characters used in request body";
  return { location: ["body", name], severity: "Error", message };
}

function unsupported(message: string): Violation {
  return { severity: "Error", code: 415, message };
}

const NO_BOUNDARY =
  "Boundary parameter for multipart/form-data is not defined or generated in the request header. Try removing manually defined content-type from your request header if it exists.";
