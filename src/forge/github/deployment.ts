import type { GithubClient } from "./client.ts";
import type { Outcome } from "./outcome.ts";
import type { Place } from "./place.ts";
import type { Stage } from "./previewText.ts";

export interface Deployment {
  sha: string;
  environment: string;
  stage: Stage;
  description: string;
  url: string | undefined;
}

const STATES: Record<Stage, string> = {
  waiting: "in_progress",
  ready: "success",
  failed: "failure",
  ended: "inactive",
};

/**
 * Returns whether the deployment of a pull request's environment had to be written. When a newer one succeeds, GitHub makes
 * the older ones inactive; it does not do so for those that are marked as transient.
 */
export async function writeDeployment(
  client: GithubClient,
  place: Place,
  { sha, environment, stage, description, url }: Deployment,
): Promise<Outcome<boolean>> {
  const path = `/repos/${place.owner}/${place.name}/deployments`;
  const query = `environment=${encodeURIComponent(environment)}&per_page=1`;
  const found = await client.read(place, `${path}?${query}`, decodeFirst);
  if (!found.ok) return found;
  const [last] = found.value.value;
  if (last === undefined && stage === "ended") return { ok: true, value: false };
  let id = stage === "ended" || last?.sha === sha ? last?.id : undefined;
  const state = { state: STATES[stage], description, environment_url: url ?? "" };
  if (id === undefined) {
    const made = await client.write(place, "POST", path, newDeployment(sha, environment), idIn);
    if (!made.ok) return made;
    id = made.value;
  } else {
    const statuses = await client.read(place, `${path}/${id}/statuses?per_page=1`, decodeFirst);
    if (!statuses.ok) return statuses;
    const [status] = statuses.value.value;
    const isThere =
      status?.state === state.state &&
      status.description === description &&
      status.environment_url === state.environment_url;
    if (isThere) return { ok: true, value: false };
  }
  return client.write(place, "POST", `${path}/${id}/statuses`, state, () => true);
}

function newDeployment(sha: string, environment: string) {
  return {
    ref: sha,
    environment,
    // Neither merges the base branch, nor waits for checks: a preview is there before they are done.
    auto_merge: false,
    required_contexts: [],
    production_environment: false,
    description: "Preview of a pull request",
  };
}

interface Found {
  id: number;
  sha?: unknown;
  state?: unknown;
  description?: unknown;
  environment_url?: unknown;
}

function decodeFirst(json: unknown): Found[] | undefined {
  if (!Array.isArray(json)) return undefined;
  return json.every((one) => idIn(one) !== undefined) ? json : undefined;
}

function idIn(json: unknown): number | undefined {
  const { id } = Object(json);
  return typeof id === "number" ? id : undefined;
}
