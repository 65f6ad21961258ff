import { parseJson } from "../../exactJson.ts";
import type { Example, Media, Parameter, RouteTable } from "../../openapi/table/table.ts";
import { toText } from "../http/serialise.ts";
import { flatten } from "../schemas/schemas.ts";
import { generateAnyway, generateValid } from "./generate.ts";
import { knownOf } from "./plan/known.ts";
import { seededRandom } from "./random.ts";

/**
 * Returns the value of a request's body: the first example that is valid, or else a value made from the schema. Returns
 * undefined if the document has neither.
 *
 * @param isShort makes a value with only what is required, even if there is an example
 * @throws Error if the schema cannot be followed
 */
export function requestValue(media: Media, table: RouteTable, isShort = false): unknown {
  const { schema = true } = media;
  if (isShort) {
    const chance = { random: seededRandom("short"), fillProperties: false, requiredOnly: true };
    return generateValid(schema, table.schemas, "request", chance);
  }
  const { matches } = knownOf(table.schemas, "request");
  const examples = media.examples.flatMap((example) => exampleValue(example, table));
  const example = examples.find((value) => matches(schema, value));
  if (example !== undefined || media.schema === undefined) return example;
  return (
    generateValid(schema, table.schemas, "request") ??
    examples[0] ??
    generateAnyway(schema, table.schemas, "request")
  );
}

/** An example outside the document cannot be used. */
function exampleValue(example: Example, { examples }: RouteTable): unknown[] {
  if ("value" in example) return [example.value];
  return "ref" in example ? [examples[example.ref]] : [];
}

/** Returns the value of a parameter: its example if it is valid, or else a value made from the schema. */
export function parameterValue({ example, schema }: Parameter, table: RouteTable): unknown {
  if (schema === undefined) return example;
  const { matches } = knownOf(table.schemas, "request");
  // As text a number is also a text, which an alternative of a `oneOf` may be.
  const isAmbiguous = (value: unknown) =>
    typeof value === "number" &&
    matches(schema, toText(value)) &&
    flatten(schema, table.schemas).some(({ oneOf }) => oneOf !== undefined);
  const isUsable = (value: unknown) =>
    !isEmpty(value) && !isAmbiguous(value) && (matches(schema, value) || matchesText(value));
  // An example may be written as the text that it is in the request.
  const matchesText = (value: unknown) =>
    typeof value === "string" && matches(schema, parsed(value));
  if (isUsable(example)) return example;
  try {
    const made = generateValid(schema, table.schemas, "request");
    if (isUsable(made)) return made;
    const word = { allOf: [schema, { type: "string", pattern: "^[a-z]+$" }] };
    return generateValid(word, table.schemas, "request") ?? made ?? example;
  } catch {
    return example;
  }
}

/** Whether a parameter has no text with a value: it counts as absent. */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === "" || (Array.isArray(value) && value.every(isEmpty));
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
