import type { Forge, LabelAnswer, PullRequest, RepositoryAnswer } from "../forge/pullRequest.ts";
import { AT_ONCE, atMost } from "./atMost.ts";
import { claimsOf } from "./claims.ts";
import { copyId, type FoundCopy } from "./copies.ts";
import { ineligibleByItself } from "./eligible.ts";
import { type ForgeAnswers, labelId } from "./forgeAnswers.ts";
import type { FoundOrigin } from "./origins.ts";
import { pullIdOf } from "./pullId.ts";

/** Asks a forge about the pull requests of origins and copies: first for lists, then for what these leave open. */
export async function askForge(
  forge: Forge,
  origins: readonly FoundOrigin[],
  copies: readonly FoundCopy[],
): Promise<ForgeAnswers> {
  const repositories = new Map<string, RepositoryAnswer>();
  const names = [...origins.map(({ settings }) => settings.repository)];
  names.push(...copies.map(({ pull }) => pull.repository));
  await atMost(AT_ONCE, [...new Set(names)], async (repository) => {
    repositories.set(repository, await forge.openPullRequests(repository));
  });

  const eligible = origins.flatMap(({ settings }) =>
    (repositories.get(settings.repository)?.open ?? [])
      .filter((pull) => ineligibleByItself(pull, settings) === undefined)
      .map((pull) => {
        const { repository, label } = settings;
        return { settings, label, pull, id: pullIdOf({ repository, number: pull.number }) };
      }),
  );
  const labels = new Map<string, LabelAnswer>();
  const forks = eligible.flatMap(({ label, pull, id }) =>
    pull.isFork && label !== undefined
      ? [{ label, sha: pull.sha, id, text: labelId(id, label) }]
      : [],
  );
  await atMost(AT_ONCE, distinct(forks), async ({ label, sha, id, text }) => {
    labels.set(text, await forge.isLabelledByWriter(id.repository, id.number, label, sha));
  });

  const paths = new Map<string, readonly string[]>();
  const changing = eligible.filter(({ settings }) => settings.paths.length > 0).map(({ id }) => id);
  await atMost(AT_ONCE, distinct(changing), async ({ repository, number, text }) => {
    const changed = await forge.changedPaths(repository, number);
    if (changed !== undefined) paths.set(text, changed);
  });

  const singles = new Map<string, PullRequest>();
  const { claims } = claimsOf(origins, { repositories, singles, paths, labels });
  const claimed = new Set(claims.map(({ origin, name, id }) => servedId(origin, name, id.text)));
  const unclaimed = copies.filter(
    (copy) => !claimed.has(servedId(copy, copy.name, copy.pull.text)),
  );
  const asked = unclaimed
    .map(({ pull }) => pull)
    .filter(({ repository }) => repositories.get(repository)?.isComplete);
  await atMost(AT_ONCE, distinct(asked), async ({ repository, number, text }) => {
    const pull = await forge.pullRequest(repository, number);
    if (pull !== undefined) singles.set(text, pull);
  });
  return { repositories, singles, paths, labels };
}

function servedId({ namespace }: { namespace: string }, name: string, pull: string): string {
  return `${copyId({ namespace, name })} ${pull}`;
}

function distinct<T extends { text: string }>(ids: readonly T[]): T[] {
  return [...new Map(ids.map((id) => [id.text, id])).values()];
}
