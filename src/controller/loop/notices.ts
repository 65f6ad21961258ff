import { formatProblem, type Problem } from "../../problem.ts";
import type { UnroutedService } from "../controllerCluster.ts";
import type { BrokenOrigin } from "../origins.ts";
import type { Asking, Plan, State } from "../plan.ts";

/** Something that whoever owns a Deployment, or an annotated Service, should see there. */
export interface Notice {
  /** Of a Deployment, if not otherwise said. */
  about: Asking & { kind?: "Service" };
  reason: "AnnotationMistake" | "CopyRefused" | "DeletionHeld" | "NamespaceNotAllowed" | "NoRoutes";
  text: string;
  /** Whether it is no matter if the controller may not show it: where no copies may be made, it may have no rights. */
  mayBeRefused?: true;
}

const REASONS: Partial<Record<State, Notice["reason"]>> = {
  refused: "CopyRefused",
  held: "DeletionHeld",
};

/** Returns what is to be seen at Deployments and annotated Services once a plan was carried out. */
export function noticesOf({ lines, askedBy, unfollowed, unrouted }: Plan): Notice[] {
  const { broken, outside } = unfollowed;
  const ofLines = lines.flatMap((line): Notice[] => {
    const about = askedBy.get(line);
    const reason = REASONS[line.state];
    if (about === undefined || reason === undefined) return [];
    const { name, pullRequest, state, reason: why = state } = line;
    return [{ about, reason, text: `${name} (${pullRequest}): ${why}` }];
  });
  const outsiders = outside.flatMap((origin) =>
    [noticeOf(origin, "NamespaceNotAllowed", origin.notAllowed), ...mistakesOf(origin)].map(
      (notice): Notice => ({ ...notice, mayBeRefused: true }),
    ),
  );
  // Several copies of a Deployment have the same host.
  const ofRoutes = new Map(
    unrouted.map(noRoutes).map((notice) => [`${notice.about.uid} ${notice.text}`, notice]),
  );
  return [...ofLines, ...broken.flatMap(mistakesOf), ...outsiders, ...ofRoutes.values()];
}

function noRoutes({ namespace, name, uid, origin, problem }: UnroutedService): Notice {
  const text = formatProblem(problem);
  if (origin !== undefined) return { about: { namespace, ...origin }, reason: "NoRoutes", text };
  // It may lie in a namespace that the controller has no rights in.
  return {
    about: { kind: "Service", namespace, name, uid },
    reason: "NoRoutes",
    text,
    mayBeRefused: true,
  };
}

function mistakesOf(origin: BrokenOrigin): Notice[] {
  return origin.problems.map((problem) => noticeOf(origin, "AnnotationMistake", problem));
}

function noticeOf(
  { namespace, name, uid }: BrokenOrigin,
  reason: Notice["reason"],
  problem: Problem,
): Notice {
  return { about: { namespace, name, uid }, reason, text: formatProblem(problem) };
}
