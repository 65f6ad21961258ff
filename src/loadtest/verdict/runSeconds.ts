import type { RunRecord } from "../runRecord.ts";

/** Returns how long a run was, in seconds: from its start to its end, or 0 while it has none. */
export function runSeconds({ started, ended = started }: Pick<RunRecord, "started" | "ended">) {
  return (Date.parse(ended) - Date.parse(started)) / 1000;
}
