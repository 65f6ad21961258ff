import type { Media, RouteTable } from "../../openapi/table/table.ts";
import { generate } from "./generate.ts";

/**
 * Returns the value of a body: the named example or the first one, or else a value made from the schema. Returns
 * undefined if the document has neither.
 *
 * @throws Error if the schema cannot be followed
 */
export function mediaValue(
  media: Media,
  table: RouteTable,
  direction: "request" | "response",
  exampleName?: string,
): unknown {
  // An example outside the document cannot be served, so the next one is used.
  const example = media.examples.find(
    (candidate) => !("external" in candidate) && (exampleName ?? candidate.name) === candidate.name,
  );
  if (example !== undefined && "value" in example) return example.value;
  if (example !== undefined && "ref" in example) return table.examples[example.ref];
  return media.schema === undefined ? undefined : generate(media.schema, table.schemas, direction);
}
