import { readJson } from "../../exactJson.ts";
import type { Schema } from "../../openapi/table/table.ts";
import type { SchemaCheck, SchemaChecks } from "./schemaChecks.ts";
import { type Part, type Violation, violation } from "./violation.ts";

/** Creates the check of a text that is JSON by its media type. Types of JSON are not converted. */
export function createJsonCheck(schema: Schema | undefined, checks: SchemaChecks): SchemaCheck {
  const check = checks(schema);
  return (text, part, way) => {
    const parsed = parseJson(String(text));
    if ("malformed" in parsed) return [noJson(part, way, parsed.malformed)];
    return (parsed.isLong ? checks(schema, "with bigints") : check)(parsed.value, part, way);
  };
}

export function noJson(part: Part, way: readonly string[], reason: string): Violation {
  return violation("Request", part, way, "contentMediaType", `must be JSON: ${reason}`);
}

/** Returns the value of a text in JSON, and whether it has bigints, or the reason why it cannot be read. */
export function parseJson(
  text: string,
): { value: unknown; isLong: boolean } | { malformed: string } {
  try {
    return readJson(text);
  } catch (error) {
    return { malformed: error instanceof Error ? error.message : String(error) };
  }
}
