import type { Explanation, Step } from "../../src/explain/step.ts";
import { formatTable } from "../../src/textTable.ts";

const MARKS: Record<Step["state"], string> = { done: "✓", waiting: "…", failed: "✗", unknown: "?" };

/** Returns the steps of each copy as lists. */
export function explanationText(key: string, explanations: readonly Explanation[]): string {
  return explanations
    .map(({ name, madeFor, isReached, steps }) => {
      const verdict = isReached ? "reach it" : "do not reach it";
      const rows = steps.flatMap(({ step, state, time = "", reason, fix }) => [
        [MARKS[state], step, time, reason],
        ...(fix === undefined ? [] : [["", "", "", fix]]),
      ]);
      return `${name}, for ${madeFor}: requests with the key ${key} ${verdict}\n${formatTable(rows, [])}`;
    })
    .join("\n\n");
}
