import type { Known, Line, Plan } from "../controller/plan.ts";
import { EXPIRES_LABEL, expiryText, expiryTime } from "../emit/preview/previewLabels.ts";
import { endpointsStep } from "./endpointsStep.ts";
import { objectsStep } from "./objectsStep.ts";
import { namespaceStep, originOf, originStep } from "./originSteps.ts";
import { type Parts, partsOf } from "./parts.ts";
import { podsStep } from "./podsStep.ts";
import { claimOf, imageStep, pullStep, repositoryStep } from "./pullSteps.ts";
import { routeStep } from "./routeStep.ts";
import type { Seen } from "./seen.ts";
import { after, type Explanation, type Step } from "./step.ts";
import type { ControllerSubject, StackSubject, Subject } from "./subjects.ts";

/** Everything that decides whether requests with a key reach their copies. */
export interface Read {
  key: string;
  known: Known;
  /** What the next round would do. */
  plan: Plan;
  seen: Seen;
}

/** Returns why requests with a key reach a copy, or do not: each step from the pull request to the route. */
export function explain(subject: Subject, read: Read): Explanation {
  const namespace = read.known.view.find(({ name }) => name === subject.namespace);
  const parts = namespace && partsOf(read.key, subject.name, namespace);
  const steps =
    subject.by === "stack"
      ? [stackStep(subject, parts, read.known.now), ...stackObjects(subject, parts)]
      : controllerSteps(subject, parts, read);
  const all = [...steps, ...requestSteps(subject, parts, read.seen)];
  const isDone = (name: Step["step"]) =>
    all.some(({ step, state }) => step === name && state === "done");
  return {
    name: `${subject.namespace}/${subject.name}`,
    madeFor:
      subject.by === "stack" ? `stack ${subject.stack}` : (subject.pull?.text ?? "no pull request"),
    // Pods of an older image answer too.
    isReached: isDone("endpoints") && isDone("route"),
    steps: all,
  };
}

function controllerSteps(
  subject: ControllerSubject,
  parts: Parts | undefined,
  { known, plan }: Read,
): Step[] {
  const origin = originOf(subject, known);
  const line = lineOf(subject, plan);
  const pull = pullStep(subject, known, line);
  const image = imageStep(subject, known, pull);
  return [
    namespaceStep(subject, known),
    originStep(subject, origin, claimOf(subject, known) === undefined ? line : undefined),
    repositoryStep(subject, origin, known),
    pull,
    image,
    copyStep(subject, parts, line, image),
  ];
}

/** Returns what the next round says of a copy. */
function lineOf({ namespace, name, pull }: ControllerSubject, { lines }: Plan): Line | undefined {
  return lines.find(
    (line) => line.name === `${namespace}/${name}` && line.pullRequest === pull?.text,
  );
}

/** Returns whether the controller's copy is there, and what the next round does with it. */
function copyStep(
  { copy }: ControllerSubject,
  parts: Parts | undefined,
  line: Line | undefined,
  image: Step,
): Step {
  const step = "objects";
  if (copy !== undefined && parts !== undefined) {
    const there = objectsStep(parts, "the next round makes it");
    const isGoing = /^(deleted|held)$/.test(line?.state ?? "");
    if (!isGoing && line?.state !== "changed") return there;
    const next = isGoing
      ? `the next round finds it to be ${line?.state}: ${line?.reason}`
      : "the next round changes it";
    return {
      ...there,
      state: isGoing ? "failed" : there.state,
      reason: `${there.reason}; ${next}`,
    };
  }
  if (image.state !== "done" || line === undefined) return after(step, "image");
  const { state, reason = "the next round of preview reconcile makes them" } = line;
  return { step, state: state === "refused" ? "failed" : "waiting", reason };
}

function stackStep({ stack }: StackSubject, parts: Parts | undefined, now: number): Step {
  const label = parts?.deployment?.metadata?.labels?.[EXPIRES_LABEL];
  const isOver = label !== undefined && label <= expiryText(now);
  const reason = `the stack ${stack} declares it`;
  if (!isOver) return { step: "stack", state: "done", reason };
  const fix = "To remove it: understudy preview delete --expired";
  return {
    step: "stack",
    state: "done",
    reason: `${reason}; it may be removed since ${expiryTime(label)}`,
    fix,
  };
}

function stackObjects({ stack }: StackSubject, parts: Parts | undefined): Step[] {
  return parts === undefined ? [] : [objectsStep(parts, `update the stack ${stack}`)];
}

/** Returns what a request meets that carries the key. */
function requestSteps(subject: Subject, parts: Parts | undefined, seen: Seen): Step[] {
  const there = seen.namespaces.get(subject.namespace);
  if (parts?.deployment === undefined || parts.entry === undefined || there === undefined) {
    return [after("pods", "objects"), after("endpoints", "objects"), after("route", "objects")];
  }
  const endpoints = endpointsStep(parts, there);
  const next =
    subject.by === "stack"
      ? `an update of the stack ${subject.stack} adds it`
      : "the next round of preview reconcile adds it";
  const route = routeStep(parts, seen, endpoints.state === "done", next);
  return [podsStep(parts.deployment, there), endpoints, route];
}
