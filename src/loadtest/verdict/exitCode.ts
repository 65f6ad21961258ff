import type { RunRecord, Verdict } from "../runRecord.ts";

const EXIT_CODES: Record<Verdict["result"], number> = { passed: 0, failed: 1, "not valid": 2 };

/** Returns the exit code of whoever made a run. One without a verdict is not valid. */
export function exitCode({ verdict }: Pick<RunRecord, "verdict">): number {
  return EXIT_CODES[verdict?.result ?? "not valid"];
}
