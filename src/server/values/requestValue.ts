import { parseJson } from "../../exactJson.ts";
import type { Example, Media, Parameter, RouteTable } from "../../openapi/table/table.ts";
import { toText } from "../http/serialise.ts";
import { flatten } from "../schemas/schemas.ts";
import { generateAnyway, generateValid } from "./generate.ts";
import type { Chance } from "./generation.ts";
import { knownOf } from "./plan/known.ts";
import { pick, seededRandom } from "./random.ts";

/** Which of many values a request has. */
export interface Choice {
  /** Only what is required, even if there is an example. */
  isShort?: boolean;
  /** Draws one of several examples, or a value. */
  chance?: Chance | undefined;
}

/**
 * Returns the value of a request's body: the first example that is valid, or else a value made from the schema. Returns
 * undefined if the document has neither.
 *
 * @throws Error if the schema cannot be followed
 */
export function requestValue(
  media: Media,
  table: RouteTable,
  { isShort = false, chance }: Choice = {},
): unknown {
  const { schema = true } = media;
  if (isShort) {
    const random = chance?.random ?? seededRandom("short");
    const short = { random, fillProperties: false, requiredOnly: true };
    return generateValid(schema, table.schemas, "request", short);
  }
  const { matches } = knownOf(table.schemas, "request");
  const examples = media.examples.flatMap((example) => exampleValue(example, table));
  const valid = examples.filter((value) => matches(schema, value));
  if (chance !== undefined && (valid.length > 1 || media.schema !== undefined)) {
    const drawn =
      valid.length > 1
        ? pick(chance.random, valid)
        : generateValid(schema, table.schemas, "request", chance);
    if (drawn !== undefined) return drawn;
  }
  const [example] = valid;
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

/**
 * Returns the value of a parameter: its example if it is valid, or else a value made from the schema.
 *
 * @param chance draws the value
 */
export function parameterValue(
  { example, schema }: Parameter,
  table: RouteTable,
  chance?: Chance,
): unknown {
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
  try {
    if (chance !== undefined) {
      const drawn = generateValid(schema, table.schemas, "request", chance);
      if (isUsable(drawn)) return drawn;
    }
    if (isUsable(example)) return example;
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
