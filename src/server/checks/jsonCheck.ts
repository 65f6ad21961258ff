import type { Schema } from "../../openapi/table/table.ts";
import type { SchemaCheck, SchemaChecks } from "./schemaChecks.ts";
import { type Part, type Violation, violation } from "./violation.ts";

/** Creates the check of a text that is JSON by its media type. Types of JSON are not converted. */
export function createJsonCheck(schema: Schema | undefined, checks: SchemaChecks): SchemaCheck {
  const check = checks(schema);
  return (text, part, way) => {
    const parsed = parseJson(String(text));
    return "malformed" in parsed
      ? [noJson(part, way, parsed.malformed)]
      : check(parsed.value, part, way);
  };
}

export function noJson(part: Part, way: readonly string[], reason: string): Violation {
  return violation("Request", part, way, "contentMediaType", `must be JSON: ${reason}`);
}

/** The value of a text in JSON, or the reason why it cannot be read. */
export function parseJson(text: string): { value: unknown } | { malformed: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { malformed: error instanceof Error ? error.message : String(error) };
  }
}
