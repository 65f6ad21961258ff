import type { PullRequest } from "../pullRequest.ts";
import type { GithubClient } from "./client.ts";
import { writeComment } from "./comment.ts";
import { writeCommitStatus } from "./commitStatus.ts";
import { writeDeployment } from "./deployment.ts";
import type { Outcome } from "./outcome.ts";
import type { Place } from "./place.ts";
import { type Reported, stageOf, stateText } from "./previewText.ts";
import { remember } from "./remember.ts";

/** In which ways a pull request is told. All are off by default. */
export interface ReportWays {
  comment?: boolean;
  commitStatus?: boolean;
  deployment?: boolean;
}

const MOST_KEPT = 15_000;

/** Returns a function that tells pull requests about their previews, and writes nothing that it wrote before. */
export function reporter() {
  const written = new Map<string, string>();
  return async (
    client: GithubClient,
    place: Place,
    pull: PullRequest,
    reported: Reported,
    ways: ReportWays,
  ): Promise<string[]> => {
    const { cluster, previews } = reported;
    const url = previews.find(({ url }) => url !== undefined)?.url;
    const context = `understudy/${cluster}`;
    const about = { stage: stageOf(previews), description: stateText(previews), url };
    const writers = {
      comment: () => writeComment(client, place, pull.number, reported),
      commitStatus: () => writeCommitStatus(client, place, { sha: pull.sha, context, ...about }),
      deployment: () => {
        const environment = `${context}/pr-${pull.number}`;
        return writeDeployment(client, place, { sha: pull.sha, environment, ...about });
      },
    };
    const problems: string[] = [];
    for (const way of ["comment", "commitStatus", "deployment"] as const) {
      const id = `${place.repository}#${pull.number} ${cluster} ${way}`;
      const text = JSON.stringify([pull.sha, previews]);
      if (!ways[way] || written.get(id) === text) continue;
      const outcome: Outcome<unknown> = await writers[way]();
      if (outcome.ok) remember(written, id, text, MOST_KEPT);
      else problems.push(`${NAMES[way]} of ${id.split(" ")[0]} is not written: ${outcome.reason}`);
    }
    return problems;
  };
}

const NAMES = {
  comment: "the comment",
  commitStatus: "the commit status",
  deployment: "the deployment",
};
