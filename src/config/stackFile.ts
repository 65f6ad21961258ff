import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CORE_SCHEMA, loadAll, mergeTag, YAMLException } from "js-yaml";
import { linesOf } from "../openapi/document/position.ts";
import { and, didYouMean, type Problem, UserError } from "../problem.ts";
import { isMapping } from "./values/check.ts";

/** The project's name in `Pulumi.yaml`, which is the namespace of all its keys. */
export const PROJECT = "understudy";

/** Returns `Pulumi.stg.yaml` for the stack `stg`. */
export function stackFileOf(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/**
 * Reads the project's values in a stack's file, by key without `understudy:`. Encrypted values are `{ secure: … }`.
 * Keys that seem to belong to the project but are misplaced are added to `problems`.
 *
 * @throws {UserError} when the stack does not exist, or its file cannot be read
 */
export function readStackFile(
  stack: string,
  root: string,
  problems: Problem[],
): Record<string, unknown> {
  const file = stackFileOf(stack);
  if (!existsSync(join(root, file))) throw new UserError([noSuchStack(stack, root)]);
  const text = readFileSync(join(root, file), "utf8");
  const content = parseYaml(text, file) ?? {};
  const config = isMapping(content) ? (content.config ?? {}) : undefined;
  if (!isMapping(config)) {
    throw new UserError([{ where: file, what: "expected a mapping with the key config" }]);
  }
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    const [namespace = "", name] = key.split(":", 2);
    if (namespace === PROJECT && name !== undefined) values[name] = value;
    else if (name === undefined || didYouMean(namespace, [PROJECT]) !== undefined) {
      const pointer = `/config/${key}`;
      problems.push({
        where: `${file}:${linesOf({ text }, [pointer]).get(pointer) ?? 1}: ${key}`,
        what: `the key is not in the namespace ${PROJECT}`,
        fix: `Did you mean "${PROJECT}:${name ?? namespace}"?`,
      });
    }
  }
  return values;
}

function noSuchStack(stack: string, root: string): Problem {
  const stacks = readdirSync(root)
    .flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? [])
    .sort();
  if (stacks.length === 0) {
    return {
      where: stackFileOf(stack),
      what: "no such stack: there are none",
      fix: "Go to the folder of Pulumi.yaml, or serve a document without a stack: understudy start openapi.yaml.",
    };
  }
  const known = stacks.length === 1 ? `there is only ${stacks[0]}` : `there are ${and(stacks)}`;
  const fix = didYouMean(stack, stacks);
  return {
    where: stackFileOf(stack),
    what: `no such stack: ${known}`,
    ...(fix === undefined ? {} : { fix }),
  };
}

/**
 * Returns the first document, which is the one that Pulumi reads. `<<` is not part of YAML 1.2, but Pulumi's parser
 * supports it.
 *
 * @throws {UserError} with the line of the first mistake
 */
export function parseYaml(text: string, file: string): unknown {
  try {
    return loadAll(text, { schema: CORE_SCHEMA.withTags(mergeTag) })[0];
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark === undefined ? "" : `:${error.mark.line + 1}`;
    throw new UserError([{ where: `${file}${line}`, what: `not valid YAML: ${error.reason}` }]);
  }
}
