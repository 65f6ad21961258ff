import type { Schema } from "../../openapi/table/table.ts";
import { parseMediaType } from "../http/mediaType.ts";
import { itemTexts, sequenceKind } from "../http/sequence.ts";

/** Number of items in a stream that has no example, and whose length the document leaves open. */
const USUAL_ITEMS = 3;

const longer = new WeakMap<object, Schema>();

/** Returns the schema of a stream with several items. A schema beside that of the items may limit their number. */
export function longStream(schema: Schema | undefined): Schema | undefined {
  if (typeof schema !== "object" || schema.allOf !== undefined) return schema;
  const made = longer.get(schema) ?? { ...schema, minItems: USUAL_ITEMS };
  longer.set(schema, made);
  return made;
}

/** Returns the bytes of each item of a body, or undefined if the content type is not sequential. */
export function streamItems(body: unknown, contentType: string): Buffer[] | undefined {
  const type = parseMediaType(contentType);
  const kind = type && sequenceKind(type);
  return kind && itemTexts(body, kind).map((text) => Buffer.from(text));
}
