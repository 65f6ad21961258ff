import { isoSeconds } from "../../isoSeconds.ts";

/** Returns the id of a run that began at a moment in seconds since 1970: `2026-11-27T12-30-05Z`. */
export function runId(started: number): string {
  return isoSeconds(Math.floor(started) * 1000).replaceAll(":", "-");
}

/** Returns whether a text is the id of a run. */
export function isRunId(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z$/.test(text);
}
