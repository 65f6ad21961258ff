import { ORIGIN_GONE } from "../controller/annotations.ts";
import { markOf } from "../controller/copies.ts";
import { type BrokenOrigin, type FoundOrigin, originsOf } from "../controller/origins.ts";
import type { Known, Line } from "../controller/plan.ts";
import { ALLOWS_PREVIEWS, isSystem } from "../controller/view.ts";
import type { Step } from "./step.ts";
import type { ControllerSubject } from "./subjects.ts";

/** Returns whether copies may be made in a namespace. */
export function namespaceStep({ namespace }: ControllerSubject, { view }: Known): Step {
  if (isSystem(namespace)) {
    const reason = `no copies are made in ${namespace}, which is one of Kubernetes' own`;
    return { step: "namespace", state: "failed", reason };
  }
  if (view.find(({ name }) => name === namespace)?.isAllowed) {
    return { step: "namespace", state: "done", reason: `copies may be made in ${namespace}` };
  }
  return {
    step: "namespace",
    state: "failed",
    reason: `no copies may be made in ${namespace}`,
    fix: `Label it ${ALLOWS_PREVIEWS}=true, or name it with --namespaces.`,
  };
}

/** The Deployment that a copy is made from, as its annotations are; also where no copies may be made. */
export interface OriginOf {
  good: FoundOrigin | undefined;
  broken: BrokenOrigin | undefined;
}

export function originOf({ namespace, origin }: ControllerSubject, { view }: Known): OriginOf {
  const { good, broken } = originsOf(view.map((one) => ({ ...one, isAllowed: true })));
  const isSame = (one: { namespace: string; name: string }) =>
    one.namespace === namespace && one.name === origin;
  return { good: good.find(isSame), broken: broken.find(isSame) };
}

/**
 * Returns whether a Deployment asks for copies, and what is wrong with its annotations.
 *
 * @param line what the next round says of a copy that no pull request has; otherwise the copy follows this Deployment
 */
export function originStep(
  { namespace, origin, copy }: ControllerSubject,
  { good, broken }: OriginOf,
  line: Line | undefined,
): Step {
  if (broken !== undefined) {
    const fixes = broken.problems.flatMap(({ fix }) => fix ?? []);
    return {
      step: "origin",
      state: "failed",
      reason: broken.problems.map(({ where, what }) => `${where}: ${what}`).join("; "),
      ...(fixes.length > 0 && { fix: fixes.join(" ") }),
    };
  }
  const isOther =
    copy !== undefined &&
    good !== undefined &&
    line !== undefined &&
    (copy.originUid !== good.uid || copy.pull.repository !== good.settings.repository);
  if (good === undefined || isOther) {
    const time = copy && markOf(copy, ORIGIN_GONE);
    const gone = "it is gone, or asks for no copies any more";
    const why = isOther ? line.reason : gone;
    return {
      step: "origin",
      state: "failed",
      ...(time !== undefined && { time }),
      reason: `Deployment ${namespace}/${origin}: ${why}; its copies go after an hour`,
    };
  }
  const { settings, service, where } = good;
  const reason = `${where} asks for copies of ${settings.repository}, for requests to its Service ${service}`;
  return { step: "origin", state: "done", reason };
}
