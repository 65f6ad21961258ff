import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One request as the script itself saw it, with a time from 0 to a day: what is beyond counts as the nearer of them. */
export interface ExactRequest {
  method: string;
  name: string;
  ms: number | undefined;
  isFailure: boolean;
  /** Moment in seconds since 1970 when it had ended. */
  at: number;
}

/** Reads what `samples.py` writes on each worker. */
export function exactRequests(folder: string): ExactRequest[] {
  return readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), "ascii")
      .trimEnd()
      .split("\n")
      .map((line) => {
        const [method = "", name = "", ms, failed, at] = line.split("\t");
        return {
          ...{ method, name, ms: countedMs(ms) },
          ...{ isFailure: failed === "1", at: Number(at) },
        };
      }),
  );
}

function countedMs(text = ""): number | undefined {
  const ms = Number(text.replace("inf", "Infinity"));
  return Number.isNaN(ms) ? undefined : Math.min(86_400_000, Math.max(0, ms));
}

/** Returns the nearest-rank quantile of sorted times. */
export function exactQuantile(sorted: readonly number[], p: number): number {
  return sorted[Math.ceil(p * sorted.length - 1e-9) - 1] ?? Number.NaN;
}

export function sortedTimes(requests: readonly ExactRequest[]): number[] {
  return requests
    .map(({ ms }) => ms)
    .filter((ms) => ms !== undefined)
    .sort((a, b) => a - b);
}
