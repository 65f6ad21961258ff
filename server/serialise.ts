import type { Media } from "../routes/table.ts";
import { isJson, isXml, parseMediaType } from "./mediaType.ts";
import { flatten, type SharedSchemas, typesOf } from "./schemas.ts";
import { toXml } from "./xml.ts";

/** A value as the bytes of a content type. What is no text, JSON, XML or form is sent as it is. */
export function serialise(
  value: unknown,
  contentType: string,
  schema: Media["schema"],
  shared: SharedSchemas,
): Buffer {
  const type = parseMediaType(contentType);
  if (type !== undefined && isJson(type)) return Buffer.from(toJson(value, schema, shared));
  if (typeof value === "string") return Buffer.from(value);
  if (type !== undefined && isXml(type)) return Buffer.from(toXml(value, schema, shared));
  if (type?.subtype === "x-www-form-urlencoded") return Buffer.from(toForm(value));
  return Buffer.from(toText(value));
}

/** Examples of objects are sometimes written as JSON text: where the schema wants no string, that text is the JSON. */
function toJson(value: unknown, schema: Media["schema"], shared: SharedSchemas): string {
  if (typeof value === "string" && /^\s*[[{]/.test(value)) {
    const types = typesOf(flatten(schema, shared));
    if (types.size > 0 && !types.has("string") && isJsonText(value)) return value;
  }
  return JSON.stringify(value) ?? "null";
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function toForm(value: unknown): string {
  const form = new URLSearchParams();
  if (typeof value === "object" && value !== null) {
    for (const [name, field] of Object.entries(value)) {
      for (const item of Array.isArray(field) ? field : [field]) form.append(name, toText(item));
    }
  }
  return form.toString();
}

/** A primitive as people write it, anything else as JSON. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  return JSON.stringify(value);
}
