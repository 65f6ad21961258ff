import { hasLongInteger } from "../../exactJson.ts";
import type { Media } from "../../openapi/table/table.ts";
import { readItems, type SequenceKind } from "../http/sequence.ts";
import { flatten, type SharedSchemas, typesOf } from "../schemas/schemas.ts";
import type { SchemaChecks } from "./schemaChecks.ts";
import type { Violation } from "./violation.ts";

/**
 * Checks a body of a sequential media type, given as text or as its items. The schema describes the list of all items
 * (OpenAPI 3.2). Before 3.2 authors also describe one item, or the text: the types of the schema tell.
 *
 * @returns undefined if the text is not such a sequence
 */
export function checkSequence(
  body: unknown,
  kind: SequenceKind,
  { schema, isStream }: Media,
  shared: SharedSchemas,
  checks: SchemaChecks,
): readonly Violation[] | undefined {
  const check = (value: unknown, way: string[]) =>
    checks(schema, hasLongInteger(value) ? "with bigints" : "as they are")(value, "body", way);
  const types = typesOf(flatten(schema, shared));
  if (typeof body === "string" && types.has("string") && !isStream) return check(body, []);
  const items = typeof body === "string" ? readItems(body, kind) : body;
  if (items === undefined) return undefined;
  if (isStream || types.has("array") || !Array.isArray(items)) return check(items, []);
  return items.flatMap((item, index) => check(item, [String(index)]));
}
