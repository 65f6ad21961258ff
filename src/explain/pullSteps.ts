import type { Claim } from "../controller/claim.ts";
import type { Known, Line } from "../controller/plan.ts";
import { imageFor } from "../controller/serveClaims.ts";
import { settleKeys } from "../controller/settleKeys.ts";
import { isoSeconds } from "../isoSeconds.ts";
import type { OriginOf } from "./originSteps.ts";
import { after, type Step } from "./step.ts";
import type { ControllerSubject } from "./subjects.ts";

/** Returns what was answered about the repository of a copy. */
export function repositoryStep(
  { pull, copy }: ControllerSubject,
  { good }: OriginOf,
  { forge }: Known,
): Step {
  const repository = pull?.repository ?? copy?.pull.repository ?? good?.settings.repository;
  const answer = repository === undefined ? undefined : forge.repositories.get(repository);
  if (answer === undefined) return after("repository", good === undefined ? "origin" : "namespace");
  if (!answer.isComplete) {
    const reason = `${repository} could not be read: ${answer.reason}`;
    return { step: "repository", state: "unknown", reason };
  }
  const { length } = answer.open;
  const reason = `${repository} has ${length} open pull request${length === 1 ? "" : "s"}`;
  return { step: "repository", state: "done", reason };
}

/** Returns the claim of a pull request to a copy. */
export function claimOf(subject: ControllerSubject, { asked }: Known): Claim | undefined {
  return asked.claims.find(
    ({ origin, id, name }) =>
      origin.namespace === subject.namespace &&
      name === subject.name &&
      id.text === subject.pull?.text,
  );
}

/**
 * Returns whether a pull request gets a copy, and why not.
 *
 * @param line what the next round says of the copy
 */
export function pullStep(subject: ControllerSubject, known: Known, line: Line | undefined): Step {
  const step = "pull request";
  const { pull, namespace, origin } = subject;
  if (pull === undefined) return after(step, "origin");
  const claim = claimOf(subject, known);
  if (claim !== undefined) return claimStep(claim, known);
  const answer = known.forge.repositories.get(pull.repository);
  const unserved = known.asked.unserved.find(
    (one) =>
      one.origin.namespace === namespace && one.origin.name === origin && one.id.text === pull.text,
  );
  const said = unserved ?? line;
  if (said?.reason !== undefined && line?.state !== "kept") {
    return { step, state: "failed", reason: `${pull.text}: ${said.reason}` };
  }
  if (answer === undefined) return after(step, "repository");
  if (!answer.isComplete) {
    return { step, state: "unknown", reason: `whether ${pull.text} is open cannot be told` };
  }
  return line?.reason === undefined
    ? { step, state: "failed", reason: `${pull.text} is not open` }
    : { step, state: "unknown", reason: `${pull.text}: ${line.reason}` };
}

function claimStep(claim: Claim, known: Known): Step {
  const step = "pull request";
  const { id, pull, expires } = claim;
  const time = isoSeconds(Date.parse(pull.pushed));
  if (expires <= isoSeconds(known.now)) {
    const fix = "Push to it.";
    const reason = `${id.text}: its lifetime is over since ${expires}`;
    return { step, state: "failed", time, reason, fix };
  }
  const { refused } = settleKeys(known.asked.claims, known);
  const refusal = refused.find((one) => one.claim === claim);
  if (refusal !== undefined) {
    return { step, state: "failed", time, reason: `${id.text}: ${refusal.reason}` };
  }
  const reason = `${id.text} is open at commit ${pull.sha.slice(0, 7)}; its copy may live until ${expires}`;
  return { step, state: "done", time, reason };
}

/** Returns whether there is an image for the copy of a pull request. */
export function imageStep(subject: ControllerSubject, known: Known, pull: Step): Step {
  const step = "image";
  const { copy } = subject;
  const claim = claimOf(subject, known);
  const runs = copy?.image && `the copy has ${copy.image} of commit ${copy.commit?.slice(0, 7)}`;
  if (claim === undefined || pull.state !== "done") {
    return runs ? { step, state: "done", reason: runs } : after(step, "pull request");
  }
  const chosen = imageFor(claim, copy, known);
  const until = runs ? `; until then ${runs}` : "";
  const since = { time: isoSeconds(Date.parse(claim.pull.pushed)) };
  if (chosen.image === undefined) {
    const state = chosen.isProblem ? "unknown" : "waiting";
    return { step, ...since, state, reason: chosen.reason + until };
  }
  return chosen.reason === undefined
    ? { step, state: "done", reason: `found: ${chosen.image.image}` }
    : { step, ...since, state: "waiting", reason: chosen.reason + until };
}
