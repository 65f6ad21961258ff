import type { ServerAnswer } from "../../cluster/request.ts";
import { statusMessage } from "../../cluster/statusMessage.ts";
import type { Problem } from "../../problem.ts";

/**
 * Returns why the API server refused a change of an object; nothing if it did not.
 *
 * @param ignored statuses that are no problem
 */
export function refusals(
  where: string,
  answer: ServerAnswer,
  ignored: readonly number[] = [],
): Problem[] {
  if (answer.status < 300 || ignored.includes(answer.status)) return [];
  return [{ where, what: `the cluster refused it: ${messageOf(answer)}` }];
}

/** Returns what the API server said, in one line. */
function messageOf({ status, text }: ServerAnswer): string {
  const message = statusMessage(text);
  return message?.replaceAll(/\s+/g, " ").replace(/\.$/, "") ?? `status ${status}`;
}
