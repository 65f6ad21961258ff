import type { LabelAnswer } from "../pullRequest.ts";
import type { GithubClient } from "./client.ts";
import { decodePullRequest } from "./decodePullRequest.ts";
import { allPages } from "./pages.ts";
import type { Place } from "./place.ts";

interface TimelineEvent {
  event: string;
  label: string;
  actor: string;
  isPerson: boolean;
  at: number;
}

/** Events that put other commits into a pull request; plain pushes have none. */
const OTHER_COMMITS = ["head_ref_force_pushed", "head_ref_restored"];
const WRITERS = ["admin", "maintain", "write"];

/**
 * Returns whether a label was put on a pull request by a person with write access after the last push of its branch. The
 * time of the push is that of the fork as a whole, since dates of commits are whatever their author wrote: a push to
 * another branch of the fork ends the label's worth too.
 *
 * @param sha the commit that shall run
 */
export async function labelledByWriter(
  client: GithubClient,
  place: Place,
  { number, label, sha }: { number: number; label: string; sha: string },
): Promise<LabelAnswer> {
  const path = `/repos/${place.owner}/${place.name}`;
  // First the events, then the pull request: a push between the two is later than the label.
  const { items, outcome } = await allPages(
    client,
    place,
    `${path}/issues/${number}/timeline`,
    decodeEvent,
  );
  if (!outcome.ok) return unknown(outcome.reason);
  const decode = (json: unknown) => {
    const pull = decodePullRequest(place.repository, json);
    return pull && { pull, pushed: Date.parse(Object(json).head.repo?.pushed_at) };
  };
  const found = await client.read(place, `${path}/pulls/${number}`, decode, "with its push");
  if (!found.ok) return unknown(found.reason);
  const { pull, pushed } = found.value.value;
  if (pull.sha !== sha) return unknown("it has another commit by now");
  if (!pull.labels.some((name) => isSame(name, label))) return no(`it has no label ${label}`);
  if (Number.isNaN(pushed)) return no("its fork is gone");

  const last = items.findLast(
    (item) => /^(un)?labeled$/.test(item.event) && isSame(item.label, label),
  );
  if (last?.event !== "labeled") return no(`nobody is known to have put the label ${label} on it`);
  const forced = items.findLast(({ event }) => OTHER_COMMITS.includes(event))?.at ?? 0;
  if (last.at <= Math.max(pushed, forced)) {
    return no(`its fork was pushed to after the label ${label} was put on it`);
  }
  if (!last.isPerson) return no(`the label ${label} was put on it by no person`);
  return byWriter(client, place, last.actor, label);
}

async function byWriter(
  client: GithubClient,
  place: Place,
  actor: string,
  label: string,
): Promise<LabelAnswer> {
  const path = `/repos/${place.owner}/${place.name}/collaborators/${actor}/permission`;
  const found = await client.read(place, path, (json) => {
    const { permission } = Object(json);
    return typeof permission === "string" ? permission : undefined;
  });
  if (!found.ok && found.status !== 404) return unknown(found.reason);
  if (found.ok && WRITERS.includes(found.value.value)) {
    return { isLabelled: true, reason: `${actor} has put the label ${label} on it` };
  }
  return no(`the label ${label} was put on it by ${actor}, who has no write access`);
}

/** Returns an event, all of whose fields but the first may be absent: commits and comments have others. */
function decodeEvent(json: unknown): TimelineEvent | undefined {
  const { event, label, actor, created_at } = Object(json);
  if (typeof event !== "string") return undefined;
  const login = String(actor?.login ?? "");
  return {
    event,
    label: String(label?.name ?? ""),
    actor: login,
    isPerson: actor?.type === "User" && /^[\w-]+$/.test(login),
    at: Date.parse(created_at) || 0,
  };
}

/** GitHub does not tell upper from lower case in labels. */
function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function unknown(reason: string): LabelAnswer {
  return { isLabelled: undefined, reason };
}

function no(reason: string): LabelAnswer {
  return { isLabelled: false, reason };
}
