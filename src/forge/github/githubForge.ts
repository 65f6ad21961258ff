import { setTimeout } from "node:timers/promises";
import type { Tell } from "../previewReport.ts";
import type { Forge, PullRequest, RepositoryAnswer } from "../pullRequest.ts";
import { changedPaths } from "./changedPaths.ts";
import { type ClientOptions, GithubClient } from "./client.ts";
import type { GithubHost } from "./credentials.ts";
import { decodePullRequest } from "./decodePullRequest.ts";
import { LIMITS } from "./exchange.ts";
import { labelledByWriter } from "./labelledByWriter.ts";
import { failed } from "./outcome.ts";
import { allPages } from "./pages.ts";
import { placeOf } from "./place.ts";
import { remember } from "./remember.ts";
import { type Find, type ReportWays, reporter } from "./reporter.ts";

export interface GithubForge extends Forge {
  /** Returns a function that tells pull requests about their previews, with the same tokens and limits. */
  reporter(ways: ReportWays): Tell;
}

export interface GithubForgeOptions extends Partial<ClientOptions> {
  hosts: readonly GithubHost[];
}

/** What is known of a pull request since it was first seen with its newest commit. */
interface Known {
  sha: string;
  version: string;
  pushed: string;
}

/** The most pull requests of which something is kept. */
const MOST_KEPT = 5_000;

/** Returns a forge that asks GitHub. It keeps what it was answered, so that one forge should serve all rounds. */
export function githubForge({ hosts, ...given }: GithubForgeOptions): GithubForge {
  const wait = (milliseconds: number) => setTimeout(milliseconds);
  const options = { limits: LIMITS, now: Date.now, wait, ...given };
  const clients = new Map(hosts.map((one) => [one.host, new GithubClient(one, options)]));
  const seen = new Map<string, Known>();
  const paths = new Map<string, { version: string; paths: string[] }>();

  const find: Find = (repository) => {
    const place = placeOf(repository);
    if (place === undefined) return failed("it is no repository such as github.com/owner/name");
    const client = clients.get(place.host);
    if (client === undefined) return failed(`there is no token for ${place.host}`);
    return { ok: true, value: { client, place } };
  };
  const decode = (repository: string) => (json: unknown) => {
    const pull = decodePullRequest(repository, json);
    if (pull === undefined) return undefined;
    const id = idOf(pull);
    if (!pull.isOpen) {
      seen.delete(id);
      return pull;
    }
    const before = seen.get(id);
    // Comments, also those of a reporter, change a pull request: its time would follow them, and its lifetime never end.
    const pushed = before?.sha === pull.sha ? before.pushed : pull.pushed;
    remember(seen, id, { sha: pull.sha, version: versionOf(pull), pushed }, MOST_KEPT);
    return { ...pull, pushed };
  };
  /** One that is opened again later has a new time: who opens it wants a copy. */
  const forgetOthers = (repository: string, open: readonly PullRequest[]) => {
    const ids = new Set(open.map(idOf));
    for (const id of [...seen.keys()]) {
      if (id.startsWith(`${repository}#`) && !ids.has(id)) seen.delete(id);
    }
  };

  return {
    async openPullRequests(repository): Promise<RepositoryAnswer> {
      const found = find(repository);
      if (!found.ok) return { repository, isComplete: false, open: [], reason: found.reason };
      const { client, place } = found.value;
      // The oldest first: then a new one changes the last page alone.
      const path = `/repos/${place.owner}/${place.name}/pulls?state=open&sort=created&direction=asc`;
      const { items, outcome } = await allPages(client, place, path, decode(repository));
      // A pull request that was closed meanwhile moves others to the page before.
      const open = [...new Map(items.map((pull) => [pull.number, pull])).values()];
      if (outcome.ok) {
        forgetOthers(repository, open);
        return { repository, isComplete: true, open };
      }
      return { repository, isComplete: false, open, reason: outcome.reason };
    },

    async pullRequest(repository, number) {
      const found = find(repository);
      if (!found.ok) return undefined;
      const { client, place } = found.value;
      const path = `/repos/${place.owner}/${place.name}/pulls/${number}`;
      const answer = await client.read(place, path, decode(repository));
      return answer.ok && answer.value.value.number === number ? answer.value.value : undefined;
    },

    async changedPaths(repository, number) {
      const found = find(repository);
      if (!found.ok) return undefined;
      const id = idOf({ repository, number });
      const version = seen.get(id)?.version;
      const kept = paths.get(id);
      // The same commit changes the same paths: asking again costs a request for each pull request and round.
      if (kept !== undefined && kept.version === version) return kept.paths;
      const changed = await changedPaths(found.value.client, found.value.place, number);
      if (changed !== undefined && version !== undefined) {
        remember(paths, id, { version, paths: changed }, MOST_KEPT);
      }
      return changed;
    },

    async isLabelledByWriter(repository, number, label, sha) {
      const found = find(repository);
      if (!found.ok) return { isLabelled: undefined, reason: found.reason };
      return labelledByWriter(found.value.client, found.value.place, { number, label, sha });
    },

    reporter: (ways) => reporter(find, ways, options.now),
  };
}

function idOf({ repository, number }: { repository: string; number: number }): string {
  return `${repository}#${number}`;
}

function versionOf({ sha, baseBranch }: PullRequest): string {
  return `${sha} ${baseBranch}`;
}
