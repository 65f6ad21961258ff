import type { Campaign } from "../campaign/campaign.ts";
import { problemsOfMocks } from "../campaign/loadMocks.ts";
import { type Problem, UserError } from "../problem.ts";
import { withLines } from "./lines.ts";
import { readStack } from "./read.ts";
import { readStackFile, stackFileOf } from "./stackFile.ts";

/**
 * The campaign that a stack's values stand for.
 *
 * @param raw The values by their keys without `understudy:`; mappings and lists may be JSON text, as they are in
 *   `pulumi.runtime.allConfig()`.
 * @param source The stack's name, and its file as problems show it.
 * @throws UserError with every mistake in the values.
 */
export function parseCampaign(
  raw: Record<string, unknown>,
  source: { stack: string; file: string },
): Campaign {
  const { campaign, problems } = readStack(raw, source);
  if (problems.length > 0) throw new UserError(problems);
  return campaign;
}

/**
 * The campaign of a stack's file, `Pulumi.<stack>.yaml` in `root`, without Pulumi. What is encrypted in the file
 * and no local command needs reads `<encrypted>`.
 *
 * @throws UserError with every mistake in the file, and then in the documents that it names too.
 */
export function loadCampaign(stack: string, root: string): Campaign {
  const misplaced: Problem[] = [];
  const raw = readStackFile(stack, root, misplaced);
  const { campaign, problems } = readStack(raw, { stack, file: stackFileOf(stack) });
  if (misplaced.length === 0 && problems.length === 0) return campaign;
  const all = [...problems, ...problemsOfMocks(campaign, root)];
  throw new UserError([...misplaced, ...withLines(all, stack, root)]);
}
