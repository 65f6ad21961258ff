import { isoSeconds } from "../isoSeconds.ts";
import { attempt, type Problem } from "../problem.ts";
import { imageName } from "../registry/reference.ts";
import { ROUTE_WITHDRAWN } from "../routing/annotations.ts";
import { DELETE_HELD, ORIGIN_GONE } from "./annotations.ts";
import { type Claim, claimedId } from "./claim.ts";
import { contentOf, copyId, type FoundCopy, objectsOf } from "./copies.ts";
import { type CopyImage, copyObjects, type WantedObject } from "./copyObjects.ts";
import { pushText } from "./forgeAnswers.ts";
import { addLine, type Known, type Line, type Mark, type Plan } from "./plan.ts";
import { hasCommit } from "./template.ts";

/** Marks of a copy that is not wanted; one that is loses them. */
const UNWANTED = [ORIGIN_GONE, DELETE_HELD, ROUTE_WITHDRAWN] as const;

/** Adds what is to be written for the claims. Copies whose lifetime is over are left to `unclaimed`. */
export function serveClaims(claims: readonly Claim[], known: Known, plan: Plan): void {
  const copies = new Map(known.copies.map((copy) => [copyId(copy), copy]));
  const room = roomFor(known);
  const taken = takenNames(known);
  for (const claim of claims) {
    const id = claimedId(claim);
    const found = copies.get(id);
    const say = (state: Line["state"], reason?: string): Line => {
      const line = { name: id, pullRequest: claim.id.text, state, ...(reason && { reason }) };
      addLine(plan, line, claim.origin);
      return line;
    };
    if (claim.expires <= isoSeconds(known.now)) {
      if (found === undefined) say("ignored", lifetimeOver(claim));
      continue;
    }
    if (found !== undefined && found.pull.text !== claim.id.text) {
      say("waiting", `the copy of ${found.pull.text} has its name and is still there`);
      continue;
    }
    const chosen = imageFor(claim, found, known);
    if (found !== undefined) plan.marks.push(...unmarked(found));
    if (chosen.image === undefined) {
      say(found === undefined ? "waiting" : "kept", chosen.reason);
      if (chosen.isProblem) plan.problems.push({ where: id, what: chosen.reason });
      continue;
    }
    const full = found === undefined ? room(claim) : undefined;
    if (full !== undefined) {
      say("waiting", full);
      continue;
    }
    const problems: Problem[] = [];
    const made = attempt(problems, () => copyObjects(claim, chosen.image));
    problems.push(...(made?.objects ?? []).flatMap((one) => taken(claim, found, one) ?? []));
    if (made === undefined || problems.length > 0) {
      say("refused", problems.map(({ what }) => what).join("; "));
      plan.problems.push(...problems);
      continue;
    }
    const stale = (found?.parts ?? []).filter(
      (part) => !made.objects.some(({ kind, name }) => part.kind === kind && part.name === name),
    );
    const objects = made.objects.flatMap((one) => {
      const part = found?.parts.find(({ kind, name }) => kind === one.kind && name === one.name);
      if (part !== undefined && contentOf(part) === one.content) return [];
      const { namespace } = claim.origin;
      return [{ ...one, namespace, ...(part !== undefined && { uid: part.uid }) }];
    });
    const isSame = objects.length === 0 && stale.length === 0;
    const state = found === undefined ? "made" : isSame ? "unchanged" : "changed";
    // The push gives it a new lifetime at once, whenever its image comes.
    const line = say(chosen.reason === undefined ? state : "waiting", chosen.reason);
    const service = made.objects.find(({ kind }) => kind === "Service");
    if (service !== undefined) {
      plan.serviceOf.set(line, `${claim.origin.namespace}/${service.name}`);
    }
    if (isSame) continue;
    plan.writes.push({ line, objects, stale });
    plan.warnings.push(...made.warnings);
  }
}

function lifetimeOver({ expires }: Pick<Claim, "expires">): string {
  return `its lifetime is over since ${expires}; a push brings it back`;
}

export type Chosen =
  /** With a reason, the copy keeps its older image. */
  { image: CopyImage; reason?: string } | { image: undefined; reason: string; isProblem: boolean };

/** Returns the image that a copy is to have now. */
export function imageFor(
  claim: Claim,
  found: FoundCopy | undefined,
  { images }: Pick<Known, "images">,
): Chosen {
  const { reference, pull } = claim;
  // The newest push counts whichever image runs: comments move the time of a commit that waits for its image, too.
  const push = pushText(pull);
  const made = (commit: string, image: string): CopyImage => ({ commit, image, push });
  if (found?.image !== undefined && !needsLookUp(claim, found)) {
    return { image: made(pull.sha, found.image) };
  }
  const answer = images.get(reference) ?? { state: "unknown", reason: "it was not asked" };
  const { commit, image } = found ?? {};
  if (answer.state === "found") {
    const now = `${reference}@${answer.digest}`;
    // A tag without the commit may still lead to the image of an earlier one.
    return { image: made(now === image && commit ? commit : pull.sha, now) };
  }
  if (answer.state === "unknown") {
    const reason = `cannot tell whether there is an image ${reference}: ${answer.reason}`;
    return { image: undefined, reason, isProblem: true };
  }
  const since = isoSeconds(Date.parse(pull.pushed));
  const more = answer.isNameUnknown ? `: the registry does not know ${imageName(reference)}` : "";
  const reason = `waiting for the image ${reference} since ${since}${more}`;
  if (commit === undefined || image === undefined) {
    return { image: undefined, reason, isProblem: false };
  }
  return { image: made(commit, image), reason };
}

/** Returns whether the registry has to be asked. A tag of one commit is not asked for again once it was found. */
export function needsLookUp(
  { origin, reference }: Claim,
  found: Pick<FoundCopy, "image"> | undefined,
): boolean {
  const hasOwnTag = origin.settings.image === undefined || hasCommit(origin.settings.image);
  return !hasOwnTag || !found?.image?.startsWith(`${reference}@`);
}

function unmarked({ parts }: FoundCopy): Mark[] {
  return parts.flatMap((part) =>
    UNWANTED.filter((annotation) => part.annotations[annotation] !== undefined).map(
      (annotation) => ({ part, annotation, value: null }),
    ),
  );
}

/** Returns a function that takes a place for a new copy, or returns the limit that leaves none. */
function roomFor({ copies, limits }: Known): (claim: Claim) => string | undefined {
  const counts = new Map<string, number>();
  const count = (name: string) => counts.get(name) ?? 0;
  const add = (names: string[]) => {
    for (const name of names) counts.set(name, count(name) + 1);
  };
  const namesOf = (namespace: string, origin: string) => ["", namespace, `${namespace}/${origin}`];
  for (const { namespace, origin } of copies) add(namesOf(namespace, origin));
  return ({ origin: { namespace, name, settings } }) => {
    const names = namesOf(namespace, name);
    const most = [limits.all, limits.namespace, settings.limit ?? Number.POSITIVE_INFINITY];
    const places = ["the cluster", `namespace ${namespace}`, `Deployment ${namespace}/${name}`];
    const full = names.findIndex((one, i) => count(one) >= (most[i] ?? 0));
    if (full !== -1) {
      return `${places[full]} is full (copies: ${count(names[full] ?? "")}, at most ${most[full]})`;
    }
    add(names);
    return undefined;
  };
}

/** Returns a function that finds out whether somebody else has the name of an object. */
function takenNames({
  view,
}: Known): (
  claim: Claim,
  found: FoundCopy | undefined,
  object: WantedObject,
) => Problem | undefined {
  const names = new Set(
    view.flatMap((namespace) =>
      objectsOf(namespace).map(
        ({ kind, object }) => `${kind} ${namespace.name}/${object.metadata?.name}`,
      ),
    ),
  );
  return ({ origin }, found, { kind, name }) => {
    const shown = `${kind} ${origin.namespace}/${name}`;
    const isOwn = found?.parts.some((part) => part.kind === kind && part.name === name);
    if (isOwn || !names.has(shown)) return undefined;
    return {
      where: shown,
      what: "exists already, and is not the controller's or is being deleted",
      fix: `Remove it, or give ${origin.where} another understudy.dev/preview-key.`,
    };
  };
}
