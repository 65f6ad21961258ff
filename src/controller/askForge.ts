import type { Forge, LabelAnswer, PullRequest, RepositoryAnswer } from "../forge/pullRequest.ts";
import { AT_ONCE, atMost } from "./atMost.ts";
import { type Claim, claimedId } from "./claim.ts";
import { copyId, type FoundCopy, servedId } from "./copies.ts";
import { ineligibleByItself } from "./eligible.ts";
import { type ForgeLists, labelId } from "./forgeAnswers.ts";
import type { FoundOrigin } from "./origins.ts";
import { pullIdOf } from "./pullId.ts";

/** Asks a forge for the open pull requests of origins and copies, and for what their lists leave open. */
export async function askLists(
  forge: Forge,
  origins: readonly FoundOrigin[],
  copies: readonly FoundCopy[],
): Promise<ForgeLists> {
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

  return { repositories, paths, labels };
}

/** Asks a forge what became of the pull requests of copies that no claim is for. */
export async function askSingles(
  forge: Forge,
  copies: readonly FoundCopy[],
  claims: readonly Claim[],
  { repositories }: Pick<ForgeLists, "repositories">,
): Promise<Map<string, PullRequest>> {
  const singles = new Map<string, PullRequest>();
  const claimed = new Set(claims.map((claim) => servedId(claimedId(claim), claim.id)));
  const asked = copies
    .filter((copy) => !claimed.has(servedId(copyId(copy), copy.pull)))
    .map(({ pull }) => pull)
    .filter(({ repository }) => repositories.get(repository)?.isComplete);
  await atMost(AT_ONCE, distinct(asked), async ({ repository, number, text }) => {
    const pull = await forge.pullRequest(repository, number);
    if (pull !== undefined) singles.set(text, pull);
  });
  return singles;
}

function distinct<T extends { text: string }>(ids: readonly T[]): T[] {
  return [...new Map(ids.map((id) => [id.text, id])).values()];
}
