import type { Settings } from "./report.ts";

/** How a verification asks and judges where nobody says more. */
export const DEFAULT_SETTINGS = {
  rate: 50,
  tolerance: { share: 0.05, tail: 0.1, leastMs: 2 },
  maxSeconds: 600,
  confidence: 0.95,
} satisfies Settings;
