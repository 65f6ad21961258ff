import type { Media, RouteTable } from "../../openapi/table/table.ts";
import { generate } from "./generate.ts";

/**
 * The value of a body: the example of that name or the first one, else what the schema describes. Undefined when the
 * document says nothing of it.
 *
 * @throws Error when the schema cannot be followed
 */
export function mediaValue(
  media: Media,
  table: RouteTable,
  direction: "request" | "response",
  exampleName?: string,
): unknown {
  // An example outside the document cannot be served; the next one is.
  const example = media.examples.find(
    (candidate) => !("external" in candidate) && (exampleName ?? candidate.name) === candidate.name,
  );
  if (example !== undefined && "value" in example) return example.value;
  if (example !== undefined && "ref" in example) return table.examples[example.ref];
  return media.schema === undefined ? undefined : generate(media.schema, table.schemas, direction);
}
