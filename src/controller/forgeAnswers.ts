import type { LabelAnswer, PullRequest, RepositoryAnswer } from "../forge/pullRequest.ts";
import { isoSeconds } from "../isoSeconds.ts";
import type { FoundCopy } from "./copies.ts";
import type { PullFacts } from "./eligible.ts";
import { type PullId, pullIdOf } from "./pullId.ts";
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

/** Returns a pull request's newest commit with the time of its push, as a copy remembers it: `6dcb… 2026-11-27T10:00:00Z`. */
export function pushText({ sha, pushed }: Pick<PullRequest, "sha" | "pushed">): string {
  return `${sha} ${isoSeconds(Date.parse(pushed))}`;
}

/**
 * Returns a forge's lists with the earlier times of pushes that copies remember. To forges that do not tell when a pull
 * request was pushed to, a comment is a push: no lifetime would ever end where somebody comments.
 */
export function withKnownPushes(lists: ForgeLists, copies: readonly FoundCopy[]): ForgeLists {
  const known = new Map<string, number>();
  for (const { pull, push = "" } of copies) {
    const [sha = "", time = ""] = push.split(" ");
    const at = Date.parse(time);
    const id = `${pull.text} ${sha}`;
    if (!Number.isNaN(at)) known.set(id, Math.min(at, known.get(id) ?? at));
  }
  const asKnown = (pull: PullRequest): PullRequest => {
    const at = known.get(`${pullIdOf(pull).text} ${pull.sha}`);
    const isEarlier = at !== undefined && at < Date.parse(pull.pushed);
    return isEarlier ? { ...pull, pushed: isoSeconds(at) } : pull;
  };
  const repositories = [...lists.repositories].map(
    ([name, answer]) => [name, { ...answer, open: answer.open.map(asKnown) }] as const,
  );
  return { ...lists, repositories: new Map(repositories) };
}
