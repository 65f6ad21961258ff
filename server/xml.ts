import type { Schema } from "../routes/table.ts";
import { flatten, propertiesOf, referenceName, type SharedSchemas, subschema } from "./schemas.ts";

/**
 * A value as an XML document, with what `xml` of the OpenAPI schema says: `name`, `attribute`, `wrapped`, `prefix`,
 * `namespace`. The root is called by the schema's name, else `root`.
 */
export function toXml(value: unknown, schema: Schema | undefined, shared: SharedSchemas): string {
  const reference = typeof schema === "object" ? referenceName(schema) : undefined;
  const name = hints(schema, shared).name ?? reference ?? "root";
  const body = Array.isArray(value)
    ? wrap({ name }, [], items(name, value, schema, shared))
    : element(name, value, schema, shared);
  return `<?xml version="1.0" encoding="UTF-8"?>${body}`;
}

interface XmlHints {
  name?: string;
  prefix?: string;
  namespace?: string;
  attribute?: boolean;
  wrapped?: boolean;
}

function element(
  key: string,
  value: unknown,
  schema: Schema | undefined,
  shared: SharedSchemas,
): string {
  const own = { name: key, ...hints(schema, shared) };
  if (typeof value !== "object" || value === null) return wrap(own, [], escapeXml(text(value)));

  const properties = propertiesOf(flatten(schema, shared));
  const attributes: string[] = [];
  const children: string[] = [];
  for (const [name, field] of Object.entries(value)) {
    const fieldSchema = properties.get(name);
    const fieldHints = hints(fieldSchema, shared);
    if (fieldHints.attribute === true) {
      attributes.push(` ${qualified({ name, ...fieldHints })}="${escapeXml(text(field))}"`);
    } else if (Array.isArray(field)) {
      const list = items(fieldHints.name ?? name, field, fieldSchema, shared);
      children.push(fieldHints.wrapped === true ? wrap({ name, ...fieldHints }, [], list) : list);
    } else {
      children.push(element(name, field, fieldSchema, shared));
    }
  }
  return wrap(own, attributes, children.join(""));
}

function items(
  name: string,
  values: unknown[],
  schema: Schema | undefined,
  shared: SharedSchemas,
): string {
  const itemSchema = subschema(flatten(schema, shared), "items");
  return values.map((value) => element(name, value, itemSchema, shared)).join("");
}

function wrap(own: XmlHints & { name: string }, attributes: string[], content: string): string {
  const name = qualified(own);
  const namespace =
    own.namespace === undefined
      ? ""
      : ` xmlns${own.prefix === undefined ? "" : `:${own.prefix}`}="${escapeXml(own.namespace)}"`;
  return `<${name}${namespace}${attributes.join("")}>${content}</${name}>`;
}

/** Characters that no name of an element has become underscores. */
function qualified(own: XmlHints & { name: string }): string {
  const name = own.name.replaceAll(/[^\p{L}\p{N}_.-]/gu, "_").replace(/^(?![\p{L}_])/u, "_");
  return own.prefix === undefined ? name : `${own.prefix}:${name}`;
}

function hints(schema: Schema | undefined, shared: SharedSchemas): XmlHints {
  const own: XmlHints = {};
  for (const part of flatten(schema, shared)) {
    const xml = part.xml;
    if (typeof xml !== "object" || xml === null) continue;
    for (const [key, value] of Object.entries(xml)) {
      if (key === "name" || key === "prefix" || key === "namespace") {
        if (typeof value === "string") own[key] ??= value;
      } else if (key === "attribute" || key === "wrapped") {
        own[key] ??= value === true;
      }
    }
  }
  return own;
}

function text(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function escapeXml(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
