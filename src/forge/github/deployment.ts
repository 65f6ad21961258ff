import type { PullReport, Stage } from "../previewReport.ts";
import { type GithubClient, NOT_MADE } from "./client.ts";
import type { Outcome } from "./outcome.ts";
import type { Place } from "./place.ts";
import { shortText, shownState, stageOf } from "./previewText.ts";

const STATES: Record<Stage, string> = {
  waiting: "in_progress",
  ready: "success",
  failed: "failure",
  ended: "inactive",
};

interface Found {
  id: number;
  sha?: unknown;
  state?: unknown;
  description?: unknown;
}

/**
 * Makes the deployment of a pull request's commit say what is reported, and the one of an older commit inactive. All pull
 * requests share the environment of this name, because nobody would remove one of their own; the task tells them apart.
 * Returns whether something had to be written.
 */
export async function writeDeployment(
  client: GithubClient,
  place: Place,
  { number, sha, previews }: PullReport,
  name: string,
): Promise<Outcome<boolean>> {
  const path = `/repos/${place.owner}/${place.name}/deployments`;
  const task = `preview:${number}`;
  const query = new URLSearchParams({ environment: name, task, per_page: "1" });
  const found = await client.read(place, `${path}?${query}`, decodeAll);
  if (!found.ok) return found;
  const [last] = found.value.value;
  const stage = stageOf(previews);
  const what = `deployment of ${place.repository}#${number} in ${name}`;
  const say = (id: number, state: string, description: string) =>
    writeStatus(client, place, `${path}/${id}/statuses`, { what, state, description });
  if (stage === "ended") {
    if (last === undefined) return { ok: true, value: false };
    return say(last.id, STATES.ended, shortText(previews));
  }
  if (last !== undefined && last.sha === sha)
    return say(last.id, STATES[stage], shortText(previews));
  if (last !== undefined) {
    // Before the new one is made: afterwards nobody would look for it again.
    const older = await say(last.id, STATES.ended, "The pull request has a newer commit");
    if (!older.ok && older.reason !== NOT_MADE) return older;
  }
  const body = newDeployment(sha, name, task, previews);
  const state = { state: STATES[stage], description: shortText(previews) };
  const shown = { what: `${what}, of commit ${sha}`, before: "", after: shownState(state) };
  const made = await client.write(place, { method: "POST", path, body, shown }, idIn);
  return made.ok ? say(made.value, STATES[stage], shortText(previews)) : made;
}

async function writeStatus(
  client: GithubClient,
  place: Place,
  path: string,
  { what, state, description }: { what: string; state: string; description: string },
): Promise<Outcome<boolean>> {
  const statuses = await client.read(place, `${path}?per_page=1`, decodeAll);
  if (!statuses.ok) return statuses;
  const [last] = statuses.value.value;
  if (last?.state === state && last.description === description) return { ok: true, value: false };
  // GitHub would make the deployments of all other pull requests in the environment inactive.
  const body = { state, description, auto_inactive: false };
  const shown = { what, before: shownState(last), after: shownState(body) };
  return client.write(place, { method: "POST", path, body, shown }, () => true);
}

function newDeployment(
  sha: string,
  environment: string,
  task: string,
  previews: PullReport["previews"],
) {
  return {
    ref: sha,
    environment,
    task,
    // Neither merges the base branch, nor waits for checks: a preview is there before they are done.
    auto_merge: false,
    required_contexts: [],
    production_environment: false,
    description: "Preview of a pull request",
    // For workflows that test the preview once its status says "success".
    payload: {
      previews: previews.map(({ origin, key }) => ({ origin, key })),
    },
  };
}

function decodeAll(json: unknown): Found[] | undefined {
  if (!Array.isArray(json)) return undefined;
  return json.every((one) => idIn(one) !== undefined) ? json : undefined;
}

function idIn(json: unknown): number | undefined {
  const { id } = Object(json);
  return typeof id === "number" ? id : undefined;
}
