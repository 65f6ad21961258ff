import type { Media, Schema } from "../routes/table.ts";
import { coerce, parseJson } from "./coerce.ts";
import { isJson, type MediaType, parseMediaType } from "./mediaType.ts";
import { createParameterReader, type ParameterShape } from "./parameters.ts";
import { decodeForm, parseQuery } from "./query.ts";
import { flatten, propertiesOf, type SharedSchemas, typesOf } from "./schemas.ts";

/** What a body says. */
export type ParsedBody =
  | { kind: "value"; value: unknown }
  /** A type that no schema can speak of: XML, images. */
  | { kind: "opaque" }
  | { kind: "malformed"; reason: string };

/** The media among a body's `content` that a content type is: the same one, else a range that has it. */
export function mediaOf(type: MediaType, content: Media[]): Media | undefined {
  const fits = (matches: (media: MediaType) => boolean) =>
    content.find((media) => {
      const candidate = parseMediaType(media.type);
      return candidate !== undefined && matches(candidate);
    });
  return (
    fits((media) => media.type === type.type && media.subtype === type.subtype) ??
    fits((media) => media.type === type.type && media.subtype === "*") ??
    fits((media) => media.type === "*")
  );
}

/**
 * The value that a body's schema speaks of. Fields of forms are turned from texts into the schema's types.
 *
 * @param type what `contentType` says
 */
export async function parseBody(
  bytes: Buffer,
  contentType: string,
  type: MediaType,
  media: Media,
  shared: SharedSchemas,
): Promise<ParsedBody> {
  try {
    if (isJson(type)) return { kind: "value", value: JSON.parse(decodeUtf8(bytes)) };
    if (type.subtype === "x-www-form-urlencoded") {
      return { kind: "value", value: parseForm(decodeUtf8(bytes), media, shared) };
    }
    if (type.type === "multipart" && type.subtype === "form-data") {
      return { kind: "value", value: await parseMultipart(bytes, contentType, media, shared) };
    }
    if (type.type === "text" && type.subtype !== "xml") {
      return { kind: "value", value: coerce(decodeUtf8(bytes), media.schema, shared) };
    }
    return { kind: "opaque" };
  } catch (error) {
    return { kind: "malformed", reason: error instanceof Error ? error.message : String(error) };
  }
}

function decodeUtf8(bytes: Buffer): string {
  return UTF8.decode(bytes);
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

function parseForm(text: string, media: Media, shared: SharedSchemas): unknown {
  const fields = parseQuery(text);
  const source = { params: {}, headers: {}, query: fields };
  const properties = propertiesOf(flatten(media.schema, shared));
  const known = [...properties].flatMap(([name, schema]) => {
    const { style, explode } = media.encoding?.[name] ?? {};
    const shape: ParameterShape = {
      in: "query",
      name,
      style: isStyle(style) ? style : "form",
      explode: explode ?? (style === undefined || style === "form"),
      schema,
      // An object is JSON unless its encoding says otherwise (OpenAPI, "Encoding Object", `contentType`).
      ...(style === undefined && explode === undefined && isObject(schema, shared)
        ? { contentType: "application/json" }
        : {}),
    };
    const value = createParameterReader(shape, shared)(source);
    return value === undefined ? [] : [[name, value]];
  });
  const others = [...fields]
    .filter(([name]) => !properties.has(name))
    .map(([name, values]) => [name, single(values.map(decodeForm))]);
  return Object.fromEntries([...others, ...known]);
}

function isObject(schema: Schema, shared: SharedSchemas): boolean {
  const types = typesOf(flatten(schema, shared));
  return types.has("object") && !types.has("string");
}

function isStyle(style: string | undefined): style is ParameterShape["style"] {
  return (
    style === "form" ||
    style === "spaceDelimited" ||
    style === "pipeDelimited" ||
    style === "deepObject"
  );
}

async function parseMultipart(
  bytes: Buffer,
  contentType: string,
  media: Media,
  shared: SharedSchemas,
): Promise<unknown> {
  const headers = { "content-type": contentType };
  const form = await new Response(new Uint8Array(bytes), { headers }).formData();
  const fields = new Map<string, string[]>();
  for (const [name, part] of form) {
    const value = typeof part === "string" ? part : await part.text();
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  const properties = propertiesOf(flatten(media.schema, shared));
  const value = [...fields].map(([name, values]) => {
    const types = typesOf(flatten(properties.get(name), shared));
    return [name, types.has("array") ? listOf(values) : single(values)];
  });
  return coerce(Object.fromEntries(value), media.schema, shared);
}

/** A list is sent as fields of one name, or as one field with JSON. */
function listOf(values: string[]): unknown {
  const json = values.length === 1 ? parseJson(values[0] ?? "") : undefined;
  return Array.isArray(json) ? json : values;
}

function single<T>(values: T[]): T | T[] | undefined {
  return values.length === 1 ? values[0] : values;
}
