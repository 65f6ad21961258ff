import { isoSeconds } from "../isoSeconds.ts";
import { DELETE_HELD, ORIGIN_GONE } from "./annotations.ts";
import { claimedId } from "./claim.ts";
import type { Claims } from "./claims.ts";
import { copyId, type FoundCopy, markOf, servedId } from "./copies.ts";
import { heldOf } from "./holdDeletes.ts";
import { originProblems } from "./origins.ts";
import { addLine, type Known, type Line, type Mark, type Plan } from "./plan.ts";
import { serveClaims } from "./serveClaims.ts";
import { settleKeys } from "./settleKeys.ts";
import { type Siblings, verdictOf } from "./unclaimed.ts";

/** Returns what one round does. Everything that decides it is an argument. */
export function decide(known: Known): Plan {
  const { origins, copies, asked, forge, now } = known;
  const plan: Plan = {
    ...{ lines: [], writes: [], marks: [], removals: [], problems: [], warnings: [] },
    unrouted: [],
    askedBy: new Map(),
    serviceOf: new Map(),
    unfollowed: { broken: origins.broken, outside: origins.outside },
  };
  plan.problems.push(...originProblems(origins));
  for (const answer of forge.repositories.values()) {
    if (answer.isComplete) continue;
    plan.problems.push({ where: answer.repository, what: `could not be read: ${answer.reason}` });
  }
  const { allowed, refused } = settleKeys(asked.claims, known);
  for (const { origin, id, reason, isProblem } of asked.unserved) {
    const name = `${origin.namespace}/${origin.name}`;
    const state = isProblem ? "refused" : "ignored";
    addLine(plan, { name, pullRequest: id.text, state, reason }, origin);
    if (isProblem) plan.problems.push({ where: `${name}, ${id.text}`, what: reason });
  }
  for (const { claim, reason } of refused) {
    const name = claimedId(claim);
    addLine(plan, { name, pullRequest: claim.id.text, state: "refused", reason }, claim.origin);
    plan.problems.push({ where: `${name}, ${claim.id.text}`, what: reason });
  }
  serveClaims(allowed, known, plan);

  const served = new Set(
    allowed
      .filter(({ expires }) => expires > isoSeconds(now))
      .map((claim) => servedId(claimedId(claim), claim.id)),
  );
  const left = copies.filter((copy) => !served.has(servedId(copyId(copy), copy.pull)));
  const siblings = siblingsOf({ claims: allowed, unserved: asked.unserved }, refused);
  judgeLeft(left, siblings, known, plan);
  plan.lines.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  return plan;
}

/** Returns a function that finds what there is for the pull request and origin of a copy. */
function siblingsOf(
  { claims, unserved }: Claims,
  refused: ReturnType<typeof settleKeys>["refused"],
): (copy: FoundCopy) => Siblings {
  const hindrances = [
    ...unserved.filter(({ isProblem }) => isProblem),
    ...refused.map(({ claim: { origin, id }, reason }) => ({ origin, id, reason })),
  ];
  return (copy) => {
    const isSame = ({ origin, id }: Pick<(typeof hindrances)[number], "origin" | "id">) =>
      origin.namespace === copy.namespace &&
      origin.name === copy.origin &&
      id.text === copy.pull.text;
    return { claim: claims.find(isSame), hindrance: hindrances.find(isSame)?.reason };
  };
}

/** Adds what becomes of copies that are not served. */
function judgeLeft(
  left: readonly FoundCopy[],
  siblings: (copy: FoundCopy) => Siblings,
  known: Known,
  plan: Plan,
): void {
  const { now, confirmDeletes } = known;
  const verdicts = left.map((copy) => ({ copy, ...verdictOf(copy, siblings(copy), known) }));
  const due = verdicts.filter(({ verdict }) => verdict === "delete").map(({ copy }) => copy);
  const held = confirmDeletes ? new Set() : heldOf(due, known.copies.length, now);
  if (held.size > 0) {
    plan.problems.push({
      where: "the copies",
      what: `${due.length} of ${known.copies.length} would be deleted at once, so ${held.size} are held`,
      fix: "If that is right, run it with --confirm-deletes, or again when they were held for an hour.",
    });
  }
  for (const { copy, ...verdict } of verdicts) {
    const isHeld = held.has(copy);
    plan.marks.push(
      ...changedMarks(copy, ORIGIN_GONE, verdict.isOriginGone === true, now),
      ...changedMarks(copy, DELETE_HELD, isHeld, now),
    );
    const line: Line = {
      name: copyId(copy),
      pullRequest: copy.pull.text,
      state: verdict.verdict === "delete" ? (isHeld ? "held" : "deleted") : "kept",
      reason: verdict.reason,
    };
    const { namespace, origin: name, originUid: uid } = copy;
    addLine(plan, line, { namespace, name, uid });
    if (line.state === "deleted") plan.removals.push({ line, copy });
    if (verdict.isProblem) {
      plan.problems.push({ where: line.name, what: verdict.reason });
    }
  }
}

/** Returns what puts a mark on a copy, or takes it off. A mark that is there keeps its time. */
function changedMarks(
  copy: FoundCopy,
  annotation: Mark["annotation"],
  isMarked: boolean,
  now: number,
): Mark[] {
  const before = markOf(copy, annotation);
  if ((before !== undefined) === isMarked) return [];
  const value = isMarked ? isoSeconds(now) : null;
  return copy.parts
    .filter((part) => isMarked || part.annotations[annotation] !== undefined)
    .map((part) => ({ part, annotation, value }));
}

function orderOf({ name, pullRequest }: Line): string {
  return `${name} ${pullRequest}`;
}
