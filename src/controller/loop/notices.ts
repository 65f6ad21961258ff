import { formatProblem } from "../../problem.ts";
import type { Asking, Plan, State } from "../plan.ts";

/** Something that whoever owns a Deployment should see there. */
export interface Notice {
  about: Asking;
  reason: "AnnotationMistake" | "CopyRefused" | "DeletionHeld";
  text: string;
}

const REASONS: Partial<Record<State, Notice["reason"]>> = {
  refused: "CopyRefused",
  held: "DeletionHeld",
};

/** Returns what is to be seen at Deployments once a plan was carried out. */
export function noticesOf({ lines, askedBy, broken }: Plan): Notice[] {
  const ofLines = lines.flatMap((line): Notice[] => {
    const about = askedBy.get(line);
    const reason = REASONS[line.state];
    if (about === undefined || reason === undefined) return [];
    const { name, pullRequest, state, reason: why = state } = line;
    return [{ about, reason, text: `${name} (${pullRequest}): ${why}` }];
  });
  const ofMistakes = broken.flatMap(({ problems, namespace, name, uid }) =>
    problems.map((problem): Notice => {
      const about = { namespace, name, uid };
      return { about, reason: "AnnotationMistake", text: formatProblem(problem) };
    }),
  );
  return [...ofLines, ...ofMistakes];
}
