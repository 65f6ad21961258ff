import { isoSeconds } from "../../isoSeconds.ts";
import type { PullReport } from "../previewReport.ts";
import type { GithubClient } from "./client.ts";
import { commentMark } from "./comment.ts";
import { decodePullRequest } from "./decodePullRequest.ts";
import type { Outcome } from "./outcome.ts";
import { allPages } from "./pages.ts";
import type { Place } from "./place.ts";
import { GONE, previewsIn } from "./previewText.ts";

/** Copies live for days; what was not told for a month interests nobody. In milliseconds. */
const LOOK_BACK = 30 * 24 * 3_600_000;

/**
 * Returns reports for the pull requests of a repository whose comments speak of previews that there are no more: a process
 * before this one could not write that they have ended.
 *
 * @param known numbers of the pull requests that have previews
 * @param now in milliseconds since 1970
 */
export async function staleComments(
  client: GithubClient,
  place: Place,
  { name, known, now }: { name: string; known: ReadonlySet<number>; now: number },
): Promise<Outcome<PullReport[]>> {
  const author = await client.author(place);
  if (!author.ok) return author;
  const repository = `/repos/${place.owner}/${place.name}`;
  const path = `${repository}/issues/comments?since=${isoSeconds(now - LOOK_BACK)}`;
  const { items, outcome } = await allPages(client, place, path, decode);
  if (!outcome.ok) return outcome;
  const mark = commentMark(name);
  const reports: PullReport[] = [];
  for (const { login, body, number } of items) {
    if (login !== author.value || !body.startsWith(mark) || known.has(number)) continue;
    const left = previewsIn(body);
    if (left.length === 0) continue;
    const pull = await client.read(place, `${repository}/pulls/${number}`, (json) =>
      decodePullRequest(place.repository, json),
    );
    if (!pull.ok) return pull;
    const previews = left.map((preview) => ({
      ...preview,
      ...{ stage: "ended" as const, state: GONE, headers: [] },
    }));
    reports.push({
      ...{ repository: place.repository, number, sha: pull.value.value.sha },
      previews,
    });
  }
  return { ok: true, value: reports };
}

function decode(json: unknown): { login: string; body: string; number: number } | undefined {
  const { user, body, issue_url } = Object(json);
  const [, digits] = /\/issues\/(\d+)$/.exec(String(issue_url)) ?? [];
  if (digits === undefined) return undefined;
  return { login: String(user?.login ?? ""), body: String(body ?? ""), number: Number(digits) };
}
