import type { RunRecord } from "../runRecord.ts";
import { plural } from "./units.ts";

/** Returns the verdict in a line: `Load test loadtest of stg: failed, 2 of 5 limits are not kept`. */
export function headline({ loadTest, stack, verdict }: RunRecord): string {
  const { result = "not judged", checks = [] } = verdict ?? {};
  const broken = checks.filter(({ isKept }) => !isKept).length;
  const limits = plural(checks.length, "limit");
  const detail =
    broken > 0
      ? `, ${broken} of ${limits} ${broken === 1 ? "is" : "are"} not kept`
      : checks.length > 0
        ? `, ${limits} kept`
        : ", it has no thresholds";
  return `Load test ${loadTest} of ${stack}: ${result}${detail}`;
}
