import { formatProblem, type Problem } from "../../problem.ts";
import type { BrokenOrigin } from "../origins.ts";
import type { Asking, Plan, State } from "../plan.ts";

/** Something that whoever owns a Deployment should see there. */
export interface Notice {
  about: Asking;
  reason: "AnnotationMistake" | "CopyRefused" | "DeletionHeld" | "NamespaceNotAllowed";
  text: string;
  /** Whether it is no matter if the controller may not show it: where no copies may be made, it may have no rights. */
  mayBeRefused?: true;
}

const REASONS: Partial<Record<State, Notice["reason"]>> = {
  refused: "CopyRefused",
  held: "DeletionHeld",
};

/** Returns what is to be seen at Deployments once a plan was carried out. */
export function noticesOf({ lines, askedBy, unfollowed: { broken, outside } }: Plan): Notice[] {
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
  return [...ofLines, ...broken.flatMap(mistakesOf), ...outsiders];
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
