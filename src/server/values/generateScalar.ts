import type { SchemaObject } from "../schemas/schemas.ts";
import { patternText } from "./patternText.ts";

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
