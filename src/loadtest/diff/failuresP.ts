import { twoSidedP } from "./studentT.ts";

/** Failures come in bursts. This is how many come together, as far as their number is noise. */
const BURST = 4;

/** Two runs of the same thing may differ by this share of the requests. */
const ALLOWANCE = 0.001;

/** With so many degrees of freedom, Student's t is the normal distribution but for a little. */
const NEARLY_NORMAL = 201;

interface Counted {
  requests: number;
  failures: number;
}

/** Returns how likely two runs of the same thing are to differ as much in their share of failed requests. */
export function failuresP(a: Counted, b: Counted): number | undefined {
  if (a.requests === 0 || b.requests === 0) return undefined;
  const beyond = Math.abs(a.failures / a.requests - b.failures / b.requests) - ALLOWANCE;
  if (beyond <= 0) return 1;
  const share = (a.failures + b.failures) / (a.requests + b.requests);
  const each = 1 / a.requests + 1 / b.requests;
  const error = Math.sqrt(share * (1 - share) * each * BURST);
  // A correction for continuity: shares of few requests have large steps.
  const distance = Math.max(0, beyond - each / 2);
  return twoSidedP(distance / error, NEARLY_NORMAL);
}
