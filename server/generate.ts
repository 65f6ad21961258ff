import { sample } from "openapi-sampler";

import type { Schema } from "../routes/table.ts";
import type { SharedSchemas } from "./schemas.ts";

/** Levels below the top of a generated value; deeper ones are empty. Sizes of documents in the wild decided it. */
const MAX_DEPTH = 8;

/**
 * A value that a schema describes, the same each time: its example, constant, first choice or default where it has
 * one, else made from its types and limits. Schemas that contain themselves end after one round.
 *
 * @param direction leaves out what is only written (`writeOnly`) or only read (`readOnly`)
 * @throws Error when the schema cannot be followed
 */
export function generate(
  schema: Schema,
  shared: SharedSchemas,
  direction: "request" | "response",
): unknown {
  // Named in a document of its own, because the sampler follows references from a document's root.
  const document = { openapi: "3.1.0", schemas: shared, wanted: schema };
  const options = {
    quiet: true,
    enablePatterns: true,
    maxSampleDepth: MAX_DEPTH,
    skipReadOnly: direction === "request",
    skipWriteOnly: direction === "response",
  };
  return sample({ $ref: "#/wanted" }, options, document);
}
