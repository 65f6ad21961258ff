import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../problem.ts";
import { plainPasswords } from "./plainPasswords.ts";
import { type Reading, readStack } from "./read.ts";
import { readStackFile, stackFileOf } from "./stackFile.ts";

/**
 * Returns the campaign of a stack, and every mistake in its values. Keys that the stack's file has under another
 * namespace by mistake are among them. Passwords that the file has in plain text are warnings.
 *
 * @param root Folder of the stack's file.
 * @param values What Pulumi has of the stack: decrypted, by the keys without `understudy:`, mappings and lists as JSON.
 *   Without it the file is read, and what is encrypted there is `<encrypted>`.
 * @throws {UserError} when the file is not there and needed, or is not YAML
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
