import type { SchemaObject } from "../schemas/schemas.ts";
import { patternText } from "./patternText.ts";

/** Returns the number nearest to 0 that a schema allows, or the lowest one above its minimum. */
export function generateNumber(schema: SchemaObject): number {
  const integer = [schema.type].flat().includes("integer");
  const step = numberOf(schema.multipleOf) ?? (integer ? 1 : undefined);
  const low = bound(schema.minimum, schema.exclusiveMinimum, step, 1);
  const high = bound(schema.maximum, schema.exclusiveMaximum, step, -1);
  if (low !== undefined && low > 0) return high === undefined || low <= high ? low : middle(schema);
  if (high !== undefined && high < 0)
    return low === undefined || low <= high ? high : middle(schema);
  return 0;
}

/**
 * Returns the effective limit: the nearest multiple of `step` inside it, and not the limit itself if it is exclusive.
 */
function bound(
  inclusive: unknown,
  exclusive: unknown,
  step: number | undefined,
  direction: 1 | -1,
): number | undefined {
  const closed = numberOf(inclusive);
  const open = numberOf(exclusive);
  const isOpen = open !== undefined && (closed === undefined || (open - closed) * direction >= 0);
  const limit = isOpen ? open : closed;
  if (limit === undefined) return undefined;
  const unit = step ?? 1;
  if (step === undefined && !isOpen) return limit;
  const steps = direction === 1 ? Math.ceil(limit / unit) : Math.floor(limit / unit);
  const multiple = steps * unit;
  return isOpen && multiple === limit ? multiple + direction * unit : multiple;
}

/** Returns a number for a range without a whole number. */
function middle(schema: SchemaObject): number {
  const low = numberOf(schema.minimum) ?? numberOf(schema.exclusiveMinimum) ?? 0;
  const high = numberOf(schema.maximum) ?? numberOf(schema.exclusiveMaximum) ?? low;
  return (low + high) / 2;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** Returns a text of a schema's format or pattern, or else `string`, in the required length. */
export function generateText(schema: SchemaObject): string {
  const { format, pattern, contentEncoding } = schema;
  const known = typeof format === "string" ? FORMATS.get(format) : undefined;
  if (known !== undefined) return known;
  if (contentEncoding === "base64") return "c3RyaW5n";
  const least = numberOf(schema.minLength) ?? 0;
  const most = numberOf(schema.maxLength) ?? Number.POSITIVE_INFINITY;
  if (typeof pattern === "string") {
    const shaped = [0, 1, least]
      .map((repeats) => patternText(pattern, repeats))
      .find((text) => text !== undefined && text.length >= least && text.length <= most);
    if (shaped !== undefined) return shaped;
  }
  const length = Math.max(least, Math.min(most, "string".length));
  return "string".repeat(Math.ceil(length / "string".length)).slice(0, length);
}

/** A valid text for each format. */
const FORMATS = new Map([
  ["date", "2024-05-17"],
  ["time", "09:30:00Z"],
  ["date-time", "2024-05-17T09:30:00Z"],
  ["duration", "PT15M"],
  ["email", "user@example.com"],
  ["idn-email", "user@example.com"],
  ["hostname", "example.com"],
  ["idn-hostname", "example.com"],
  ["ipv4", "192.0.2.1"],
  ["ipv6", "2001:db8::1"],
  ["uri", "https://example.com/"],
  ["url", "https://example.com/"],
  ["uri-reference", "/path"],
  ["iri", "https://example.com/"],
  ["iri-reference", "/path"],
  ["uri-template", "/path/{id}"],
  ["uuid", "6f1c2a34-8d0b-4e57-9a21-3c5d7e9f0b12"],
  ["json-pointer", "/path"],
  ["relative-json-pointer", "1/path"],
  ["regex", "^[a-z]+$"],
  ["byte", "c3RyaW5n"],
]);
