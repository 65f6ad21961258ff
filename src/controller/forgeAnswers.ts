import type { LabelAnswer, PullRequest, RepositoryAnswer } from "../forge/pullRequest.ts";
import type { PullFacts } from "./eligible.ts";
import type { PullId } from "./pullId.ts";
import type { OriginSettings } from "./settings.ts";

/** What the forge answered about open pull requests. */
export interface ForgeLists {
  repositories: ReadonlyMap<string, RepositoryAnswer>;
  /** What pull requests change, by their ids. */
  paths: ReadonlyMap<string, readonly string[]>;
  /** Whether a writer has labelled pull requests from forks, by their `labelId`. */
  labels: ReadonlyMap<string, LabelAnswer>;
}

/** What the forge answered. */
export interface ForgeAnswers extends ForgeLists {
  /** What it says of single pull requests, by their ids. Those that it did not clearly answer are left out. */
  singles: ReadonlyMap<string, PullRequest>;
}

/** Returns the name of a label on a pull request: each origin may want another one. */
export function labelId({ text }: PullId, label: string | undefined): string {
  return `${text} ${label}`;
}

/** Returns what the forge answered about a pull request that an origin's settings ask for. */
export function factsOf(
  { paths, labels }: ForgeLists,
  id: PullId,
  { label }: OriginSettings,
): PullFacts {
  return { paths: paths.get(id.text), labelled: labels.get(labelId(id, label)) };
}
