import type { Schema } from "../../../openapi/table/table.ts";
import type { Matcher } from "../../schemas/matcher.ts";
import { isSchema, isSchemaObject, type SharedSchemas } from "../../schemas/schemas.ts";
import type { Conjunction, Part } from "./conjunction.ts";
import { negations } from "./negations.ts";

/** Ways to change a conjunction so that its next value matches a requirement that the last one did not. */
export interface Fixes {
  /** The requirement, by which the changed conjunctions are kept. */
  key: string;
  /** The schemas that each way adds. */
  ways(): readonly (readonly Schema[])[];
}

/**
 * Returns the ways for the first requirement that a value does not match and that its construction did not consider:
 * `not`, `if`, `dependentSchemas`, or that only one alternative of a `oneOf` matches.
 */
export function fixesFor(
  { parts }: Conjunction,
  value: unknown,
  matches: Matcher,
  shared: SharedSchemas,
): (Fixes & { isRival: boolean }) | undefined {
  for (const [index, part] of parts.entries()) {
    const found = fixesOfPart(part, value, matches, shared);
    if (found) {
      return { ...found, key: `${index} ${found.key}`, isRival: part.isRival === true };
    }
  }
  return undefined;
}

function fixesOfPart(
  { schema }: Part,
  value: unknown,
  matches: Matcher,
  shared: SharedSchemas,
): Fixes | undefined {
  const { not, if: condition, then = true, else: otherwise = true, dependentSchemas } = schema;
  if (isSchema(not) && matches(not, value)) {
    return { key: "not", ways: () => negations(not, shared).map((one) => [one]) };
  }
  if (isSchema(condition) && isSchema(then) && isSchema(otherwise)) {
    const holds = matches(condition, value);
    const yes = [condition, then];
    const no = [{ not: condition }, otherwise];
    if (!matches(holds ? then : otherwise, value)) {
      return { key: `if ${holds}`, ways: () => (holds ? [yes, no] : [no, yes]) };
    }
  }
  if (!isSchemaObject(dependentSchemas) || !isSchemaObject(value)) return undefined;
  for (const [name, dependent] of Object.entries(dependentSchemas)) {
    if (!Object.hasOwn(value, name) || !isSchema(dependent) || matches(dependent, value)) continue;
    const absent = { properties: { [name]: false } };
    return { key: `dependent ${name}`, ways: () => [[{ required: [name] }, dependent], [absent]] };
  }
  return undefined;
}

/** Returns a value with less in it, one part after another: an object's properties, a list's items. */
export function* lessOf(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (let length = value.length - 1; length >= 0; length--) yield value.slice(0, length);
  }
  if (!isSchemaObject(value)) return;
  const names = Object.keys(value);
  const without = (left: readonly string[]) =>
    Object.fromEntries(Object.entries(value).filter(([name]) => !left.includes(name)));
  for (const name of names) yield without([name]);
  for (let i = names.length - 1; i > 0; i--) yield without(names.slice(i - 1));
}
