import type { PullReport, Stage } from "../previewReport.ts";
import type { GithubClient } from "./client.ts";
import type { Outcome } from "./outcome.ts";
import type { Place } from "./place.ts";
import { shortText, shownState, stageOf } from "./previewText.ts";

const STATES: Record<Stage, string> = {
  waiting: "pending",
  ready: "success",
  failed: "failure",
  // A preview that has ended must not hold up a merge.
  ended: "success",
};

/**
 * Makes the status of this name say what is reported about the commit. Returns whether it had to be written: GitHub takes
 * a thousand for a commit and name.
 */
export async function writeCommitStatus(
  client: GithubClient,
  place: Place,
  { sha, previews }: PullReport,
  name: string,
): Promise<Outcome<boolean>> {
  const path = `/repos/${place.owner}/${place.name}`;
  const stage = stageOf(previews);
  const body = { state: STATES[stage], description: shortText(previews), context: name };
  const found = await client.read(place, `${path}/commits/${sha}/statuses?per_page=100`, decode);
  if (!found.ok) return found;
  // The newest is the first.
  const last = found.value.value.find(({ context }) => context === name);
  if (last === undefined && stage === "ended") return { ok: true, value: false };
  const isThere = last?.state === body.state && last.description === body.description;
  if (isThere) return { ok: true, value: false };
  const what = `commit status ${name} of ${place.repository}@${sha}`;
  const shown = { what, before: shownState(last), after: shownState(body) };
  const change = { method: "POST", path: `${path}/statuses/${sha}`, body, shown } as const;
  return client.write(place, change, () => true);
}

function decode(json: unknown): Record<string, unknown>[] | undefined {
  return Array.isArray(json) ? json.map(Object) : undefined;
}
