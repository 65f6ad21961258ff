import { FORMAT_LIMITS } from "../../openapi/dialect/formatLimits.ts";
import type { SchemaObject } from "../schemas/schemas.ts";
import { textUuid } from "./textUuid.ts";

/**
 * Returns the number that Prism makes: the minimum, or one above or below an exclusive limit, or the maximum, or 0.
 *
 * @param withoutFormat ignores limits that come only from the format
 */
export function sampleNumber(schema: SchemaObject, withoutFormat: boolean): unknown {
  const format = String(schema.format);
  const isPrisms = !withoutFormat && PRISMS.has(format);
  const limits = isPrisms ? undefined : FORMAT_LIMITS.get(format);
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  if (minimum !== undefined && minimum !== limits?.[0]) return minimum;
  if (typeof above === "bigint") return above + 1n;
  if (typeof above === "number") return above + 1 === below ? (above + below) / 2 : above + 1;
  if (typeof below === "bigint") return below - 1n;
  if (typeof below === "number") return below - 1;
  if (isPrisms && format === "int64") return Number.MIN_SAFE_INTEGER;
  return maximum !== undefined && maximum !== limits?.[1] ? maximum : 0;
}

/** Formats whose limits Prism knows. */
const PRISMS = new Set(["int32", "int64", "float", "double"]);

/**
 * Returns the text that Prism makes: a fixed one for its format, or else `string`, repeated up to the required length.
 *
 * @param property name of the property, from which UUIDs are derived
 */
export function sampleText(schema: SchemaObject, property = "id"): string {
  const least = typeof schema.minLength === "number" ? schema.minLength : 0;
  const most = typeof schema.maxLength === "number" ? schema.maxLength : 0;
  if (schema.format === "uuid") return textUuid(property);
  if (schema.format === "password") return password(least);
  const fixed = FIXED.get(String(schema.format));
  if (fixed !== undefined) return fixed;
  const text = repeated("string", least);
  return most > 0 ? text.slice(0, most) : text;
}

function password(least: number): string {
  const short = "pa$$word";
  if (least <= short.length) return short;
  return `${short}_${repeated("qwerty!@#$%^123456", least)}`.slice(0, least);
}

function repeated(text: string, least: number): string {
  return least <= text.length ? text : text.repeat(Math.ceil(least / text.length)).slice(0, least);
}

const FIXED = new Map([
  ["email", "user@example.com"],
  ["idn-email", "пользователь@пример.ру"],
  ["date-time", "2019-08-24T14:15:22Z"],
  ["date", "2019-08-24"],
  ["time", "14:15:22Z"],
  ["ipv4", "192.168.0.1"],
  ["ipv6", "2001:0db8:85a3:0000:0000:8a2e:0370:7334"],
  ["hostname", "example.com"],
  ["idn-hostname", "пример.ру"],
  ["iri", "http://пример.ру"],
  ["iri-reference", "../словарь"],
  ["uri", "http://example.com"],
  ["uri-reference", "../dictionary"],
  ["uri-template", "http://example.com/{endpoint}"],
  ["json-pointer", "/json/pointer"],
  ["relative-json-pointer", "1/relative/json/pointer"],
  ["regex", "/regex/"],
]);
