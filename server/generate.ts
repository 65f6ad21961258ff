import { sample } from "openapi-sampler";

import type { Schema } from "../routes/table.ts";
import type { SharedSchemas } from "./schemas.ts";

/** Levels below the top of a generated value; deeper ones are empty. Sizes of documents in the wild decided it. */
const MAX_DEPTH = 8;

/**
 * A value that a schema describes, the same each time: its example, constant, first choice or default where it has
 * one, else made from its types and limits. Schemas that contain themselves end after one round.
 *
 * @throws Error when the schema cannot be followed (a broken reference)
 */
export function generate(schema: Schema, shared: SharedSchemas): unknown {
  // Named in a document of its own, because the sampler follows references from a document's root.
  const document = { openapi: "3.1.0", schemas: shared, wanted: schema };
  const options = { quiet: true, maxSampleDepth: MAX_DEPTH, skipWriteOnly: true };
  return sample({ $ref: "#/wanted" }, options, document);
}
