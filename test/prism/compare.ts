import { isDeepStrictEqual } from "node:util";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

import { wholeProblem, wholeViolations } from "./problem.ts";
import type { Answer } from "./send.ts";
import type { Expectation } from "./story.ts";

const ajv = addFormats.default(new Ajv2020({ allErrors: true, strict: false }));

/** In what an answer differs from what a story expects: nothing when it does not. */
export function differencesOf(expected: Expectation, answer: Answer): string[] {
  return [
    ...differenceOf("status", expected.status, answer.status),
    ...Object.entries(expected.headers ?? {}).flatMap(([name, value]) =>
      differenceOf(name, value, answer.headers[name.toLowerCase()] ?? null),
    ),
    ...(expected.violations === undefined
      ? []
      : differenceOf("sl-violations", wholeViolations(expected.violations), violationsOf(answer))),
    ...bodyDifferences(expected, answer.body),
  ];
}

/** The `sl-violations` header, parsed. */
export function violationsOf({ headers }: Answer): unknown {
  const header = headers["sl-violations"];
  return header === undefined ? [] : parse(String(header));
}

/** The JSON of a text, or the text when it is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function bodyDifferences(expected: Expectation, body: string): string[] {
  if ("json" in expected) return differenceOf("body", expected.json, parse(body));
  if (expected.problem !== undefined) {
    return differenceOf("body", wholeProblem(expected.problem, expected.status), parse(body));
  }
  if (expected.text !== undefined) return differenceOf("body", expected.text, body);
  if (expected.schema === undefined) return [];
  const validate = ajv.compile(expected.schema);
  return validate(parse(body))
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, message }) => `body${instancePath} ${message}: ${body.slice(0, 200)}`,
      );
}

function differenceOf(what: string, expected: unknown, actual: unknown): string[] {
  if (isDeepStrictEqual(expected, actual)) return [];
  return [`${what}: expected ${JSON.stringify(expected)}, received ${JSON.stringify(actual)}`];
}
