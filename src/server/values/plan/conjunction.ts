import type { Schema } from "../../../openapi/table/table.ts";
import {
  isSchemaObject,
  referenceName,
  type SchemaObject,
  type SharedSchemas,
} from "../../schemas/schemas.ts";

/** Schemas that one value must all match, with their references and `allOf` followed. */
export interface Conjunction {
  /** What the value is checked by at last. */
  sources: readonly Schema[];
  /** Without the keywords that were followed, and without the choices that were made. */
  parts: readonly Part[];
  /** Names of the shared schemas that describe the whole value, not only a part of it. */
  names: readonly string[];
  /** Whether no part is `false`. */
  isPossible: boolean;
}

export interface Part {
  schema: SchemaObject;
  /** Whether the part is only the `not` that keeps a value from another alternative of a `oneOf`. */
  isRival?: true;
  /** Whether the schema describes the whole value, not only the addition of one member of an `allOf`. */
  isWhole: boolean;
}

/** @throws Error if a schema refers to one that does not exist */
export function conjunctionOf(schema: Schema, shared: SharedSchemas): Conjunction {
  return extended({ sources: [], parts: [], names: [], isPossible: true }, [schema], shared);
}

/** Returns a conjunction with more schemas. */
export function extended(
  { sources, parts, names, isPossible }: Conjunction,
  schemas: readonly Schema[],
  shared: SharedSchemas,
): Conjunction {
  const more: Part[] = [];
  const followed = new Set<string>();
  const whole = new Set<string>();
  let remainsPossible = isPossible;
  const visit = (given: unknown, isWhole: boolean) => {
    if (given === false) remainsPossible = false;
    if (!isSchemaObject(given)) return;
    const { $ref: _, allOf, ...own } = given;
    more.push({ schema: own, isWhole });
    const members: unknown[] = Array.isArray(allOf) ? allOf : [];
    const isAlone = isWhole && !Object.keys(own).some((keyword) => !DESCRIBING.has(keyword));
    const name = referenceName(given);
    if (name !== undefined && !followed.has(name)) {
      const target = shared[name];
      if (target === undefined) throw new Error(`there is no schema "${name}"`);
      followed.add(name);
      if (isAlone && members.length === 0) whole.add(name);
      visit(target, isWhole);
    }
    const isWrapper = isAlone && members.length === 1 && name === undefined;
    for (const member of members) visit(member, isWrapper);
  };
  for (const schema of schemas) visit(schema, true);
  return {
    sources: [...sources, ...schemas],
    parts: [...parts, ...more],
    names: [...names, ...whole],
    isPossible: remainsPossible,
  };
}

/** Keywords beside a reference that leave it the description of the whole value. */
const DESCRIBING = new Set(["readOnly", "writeOnly", "deprecated", "default", "examples", "xml"]);
