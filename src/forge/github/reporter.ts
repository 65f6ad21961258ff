import { and, type Problem } from "../../problem.ts";
import { hasEnded, type PullReport, type Tell } from "../previewReport.ts";
import { type GithubClient, NOT_MADE } from "./client.ts";
import { writeComment } from "./comment.ts";
import { writeCommitStatus } from "./commitStatus.ts";
import { writeDeployment } from "./deployment.ts";
import type { Outcome } from "./outcome.ts";
import type { Place } from "./place.ts";
import { GONE } from "./previewText.ts";
import { remember } from "./remember.ts";
import { staleComments } from "./staleComments.ts";

/** In which ways pull requests are told. */
export interface ReportWays {
  /** Name of the comment, the status and the environment: clusters that report to one repository need one each. */
  name: string;
  comment: boolean;
  status: boolean;
  deployment: boolean;
}

/** Returns where a repository is and who asks there. */
export type Find = (repository: string) => Outcome<{ client: GithubClient; place: Place }>;

const WRITERS = {
  comment: { words: ["the comment", "the comments"], write: writeComment },
  status: { words: ["the commit status", "the commit statuses"], write: writeCommitStatus },
  deployment: { words: ["the deployment", "the deployments"], write: writeDeployment },
} as const;

type Way = keyof typeof WRITERS;

/** The most pull requests that are kept. */
const MOST_KEPT = 5_000;

/** Pull requests that were not told, for one reason. */
interface Untold {
  way: Way;
  repository: string;
  numbers: number[];
  reason: string;
}

/**
 * Returns a function that tells pull requests about their previews. What it could not tell, it tells with the next call;
 * what it has told, it does not ask for again.
 */
export function reporter(find: Find, ways: ReportWays, now: () => number): Tell {
  const ids = (Object.keys(WRITERS) as Way[]).filter((way) => ways[way]);
  /** What each pull request is to be told. */
  const reports = new Map<string, PullReport>();
  /** What it was told, by way. */
  const told = new Map<string, string>();

  const untoldWays = (id: string, report: PullReport) =>
    ids.filter((way) => told.get(`${way} ${id}`) !== textOf(report));

  /** Tells one pull request. Returns what went wrong, by way. */
  const tellOne = async (id: string, report: PullReport): Promise<[Way, string][]> => {
    const found = find(report.repository);
    if (!found.ok) return ids.map((way) => [way, found.reason]);
    const { client, place } = found.value;
    const failures: [Way, string][] = [];
    for (const way of untoldWays(id, report)) {
      // A write that fails may have changed something.
      told.delete(`${way} ${id}`);
      const outcome = await WRITERS[way].write(client, place, report, ways.name);
      if (outcome.ok) remember(told, `${way} ${id}`, textOf(report), MOST_KEPT * ids.length);
      else if (outcome.reason !== NOT_MADE) failures.push([way, outcome.reason]);
    }
    return failures;
  };

  /** Repositories in which it was looked for what a process before this one has left untold. */
  const lookedAt = new Set<string>();

  /** Adds what is left untold in a repository. Returns what went wrong. */
  const addStale = async (repository: string, pulls: readonly PullReport[]): Promise<Problem[]> => {
    const found = find(repository);
    if (!found.ok) return [];
    const known = new Set(pulls.filter((one) => one.repository === repository).map(numberOf));
    const { client, place } = found.value;
    const stale = await staleComments(client, place, { name: ways.name, known, now: now() });
    if (!stale.ok)
      return [{ where: repository, what: `comments could not be read: ${stale.reason}` }];
    lookedAt.add(repository);
    for (const report of stale.value) reports.set(idOf(report), report);
    return [];
  };

  return async ({ pulls, unread, read }, until) => {
    const problems: Problem[] = [];
    for (const repository of ways.comment ? read : []) {
      if (lookedAt.has(repository) || unread.has(repository)) continue;
      problems.push(...(await addStale(repository, pulls)));
    }
    const present = new Map(pulls.map((report) => [idOf(report), report]));
    for (const [id, report] of present) reports.set(id, report);
    for (const [id, report] of reports) {
      if (!present.has(id) && !unread.has(report.repository)) reports.set(id, endOf(report));
    }
    const untold = new Map<string, Untold>();
    for (const [id, report] of [...reports]) {
      if (untoldWays(id, report).length === 0) continue;
      const failures = await tellOne(id, report);
      for (const [way, reason] of failures) {
        const { repository, number } = report;
        const group = `${way} ${repository} ${reason}`;
        const { numbers } = untold.get(group) ?? { numbers: [] };
        untold.set(group, { way, repository, numbers: [...numbers, number], reason });
      }
      if (failures.length === 0 && hasEnded(report)) reports.delete(id);
      // The next call begins with others.
      else if (failures.length > 0) remember(reports, id, report, MOST_KEPT);
      // At least one is told, so that calls that are all cut short get through.
      if (until?.aborted) break;
    }
    return [...problems, ...[...untold.values()].map(problemOf)];
  };
}

function idOf({ repository, number }: PullReport): string {
  return `${repository}#${number}`;
}

function numberOf({ number }: PullReport): number {
  return number;
}

function textOf({ sha, previews }: PullReport): string {
  return JSON.stringify([sha, previews]);
}

/** Returns what is said about a pull request that has no preview any more. Why it has none may have been said before. */
function endOf(report: PullReport): PullReport {
  if (hasEnded(report)) return report;
  const previews = report.previews.map(({ origin, ...rest }) => ({
    origin,
    ...(rest.key !== undefined && { key: rest.key }),
    stage: "ended" as const,
    state: GONE,
    headers: [],
  }));
  return { ...report, previews };
}

function problemOf({ way, repository, numbers, reason }: Untold): Problem {
  const [one, several] = WRITERS[way].words;
  const pulls = and(numbers.map((number) => `#${number}`));
  const what =
    numbers.length === 1
      ? `${one} of ${pulls} could not be written`
      : `${several} of ${pulls} could not be written`;
  return { where: repository, what: `${what}: ${reason}` };
}
