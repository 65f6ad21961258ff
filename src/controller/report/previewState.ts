import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Preview } from "../../forge/previewReport.ts";
import { isRolledOut } from "../../rolledOut.ts";
import type { Line } from "../plan.ts";

/** What is known of a copy beside its line. */
export interface Around {
  /** The copied Deployment as it was before the round. */
  deployment: Deployment | undefined;
  /** Whether a route leads to it. */
  isReached: boolean;
  /** The image that no registry could tell of, if that is why it waits. */
  unknownImage: string | undefined;
}

type Told = Pick<Preview, "stage" | "state">;

/**
 * Returns what people are told about a copy, or undefined for one that is not wanted. The text is the same in every round
 * in which the same is true: what servers answer, which differs from round to round, is left out.
 */
export function previewState({ state, reason = "" }: Line, around: Around): Told | undefined {
  const { unknownImage } = around;
  switch (state) {
    case "made":
    case "changed":
      return { stage: "waiting", state: "it starts" };
    case "unchanged":
      return runningState(around);
    case "waiting":
    case "kept":
      if (unknownImage !== undefined) {
        const text = `it cannot be told whether there is an image ${unknownImage}`;
        return { stage: "waiting", state: text };
      }
      return { stage: "waiting", state: state === "kept" ? `stays as it is: ${reason}` : reason };
    case "held":
      return { stage: "waiting", state: `would go, with too many others at once: ${reason}` };
    case "being deleted":
      return { stage: "ended", state: `is being deleted: ${reason}` };
    case "deleted":
      return { stage: "ended", state: `is deleted: ${reason}` };
    case "refused":
      return { stage: "failed", state: reason };
    case "ignored":
      return undefined;
  }
}

function runningState({ deployment, isReached }: Around): Told {
  const isLate = deployment?.status?.conditions?.some(
    ({ type, status, reason }) =>
      type === "Progressing" && status === "False" && reason === "ProgressDeadlineExceeded",
  );
  if (isLate) return { stage: "failed", state: "its pods do not become ready" };
  if (!isRolledOut(deployment)) return { stage: "waiting", state: "its pods are not ready yet" };
  // Requests with the key would reach the origin, and whoever tests the copy would not notice.
  if (!isReached) return { stage: "waiting", state: "no route leads to it yet" };
  return { stage: "ready", state: "ready" };
}
