import type { PlannedRun } from "./report.ts";
import type { Progress } from "./verification.ts";

export function expectationText({ requests, seconds }: PlannedRun): string {
  return `About ${numberText(requests)} requests in ${timeText(seconds)}, if all routes are as they should be.`;
}

export function progressText({ requests, ms, decided, routes }: Progress): string {
  return `${timeText(ms / 1000)}: ${numberText(requests)} requests, ${decided} of ${routes} routes decided`;
}

/** Returns `18,816`. */
export function numberText(count: number): string {
  return count.toLocaleString("en");
}

/** Returns `12m40s`. */
export function timeText(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return [h > 0 ? `${h}h` : "", m > 0 ? `${m}m` : "", s > 0 || whole < 60 ? `${s}s` : ""].join("");
}
