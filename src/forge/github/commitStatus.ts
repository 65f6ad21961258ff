import type { GithubClient } from "./client.ts";
import type { Outcome } from "./outcome.ts";
import type { Place } from "./place.ts";
import type { Stage } from "./previewText.ts";

export interface CommitStatus {
  sha: string;
  /** Tells statuses of several writers apart. */
  context: string;
  stage: Stage;
  description: string;
  url: string | undefined;
}

const STATES: Record<Stage, string> = {
  waiting: "pending",
  ready: "success",
  failed: "failure",
  // A preview that has ended must not hold up a merge.
  ended: "success",
};

/** Returns whether a commit status had to be written. GitHub takes a thousand of a commit and context, so none twice. */
export async function writeCommitStatus(
  client: GithubClient,
  place: Place,
  { sha, context, stage, description, url }: CommitStatus,
): Promise<Outcome<boolean>> {
  const path = `/repos/${place.owner}/${place.name}`;
  const wanted = { state: STATES[stage], target_url: url ?? null, description, context };
  const found = await client.read(place, `${path}/commits/${sha}/statuses?per_page=100`, decode);
  if (!found.ok) return found;
  // The newest is the first.
  const last = found.value.value.find((status) => status.context === context);
  const isThere =
    last?.state === wanted.state &&
    last.description === description &&
    last.target_url === wanted.target_url;
  if (isThere) return { ok: true, value: false };
  return client.write(place, "POST", `${path}/statuses/${sha}`, wanted, () => true);
}

function decode(json: unknown): Record<string, unknown>[] | undefined {
  return Array.isArray(json) ? json.map(Object) : undefined;
}
