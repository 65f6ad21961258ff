import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../problem.ts";
import { plainPasswords } from "./plainPasswords.ts";
import { type Reading, readStack } from "./read.ts";
import { readStackFile, stackFileOf } from "./stackFile.ts";

/**
 * Returns the campaign of a stack, and every mistake in its values, including keys that the stack's file has under a
 * wrong namespace. Passwords in plain text are warnings.
 *
 * @param root folder of the stack's file
 * @param values the stack's values from Pulumi: decrypted, by keys without `understudy:`, mappings and lists as JSON.
 *   Without them the file is read, and encrypted values are `<encrypted>`.
 * @throws {UserError} when the file is needed but does not exist, or is not YAML
 */
export function readCampaign(
  stack: string,
  root: string,
  values?: Record<string, unknown>,
): Reading {
  const file = stackFileOf(stack);
  const misplaced: Problem[] = [];
  const fromFile =
    values !== undefined && !existsSync(join(root, file))
      ? {}
      : readStackFile(stack, root, misplaced);
  const { campaign, problems } = readStack(values ?? fromFile, { stack, file });
  const warnings = plainPasswords(fromFile, stack);
  return { campaign, problems: [...misplaced, ...problems], warnings };
}
