/** What has to be there, in this order, before a request with a route key reaches a copy. */
export type StepName =
  | "namespace"
  | "origin"
  | "repository"
  | "pull request"
  | "image"
  | "stack"
  | "objects"
  | "pods"
  | "endpoints"
  | "route";

export interface Step {
  step: StepName;
  /** Whether it is done, will come by itself, needs somebody, or cannot be told. */
  state: "done" | "waiting" | "failed" | "unknown";
  /** Since when: RFC 3339 in UTC. */
  time?: string;
  /** A sentence without its full stop. */
  reason: string;
  /** What to do about it, as whole sentences. */
  fix?: string;
}

/** Why requests with a key reach a copy, or do not. */
export interface Explanation {
  /** The copied Deployment: `shop/payments-pr-12`. */
  name: string;
  /** `github.com/acme/payments#12` or `stack preview-pr-12` */
  madeFor: string;
  isReached: boolean;
  steps: Step[];
}

/** Returns a step that comes once an earlier one is done. */
export function after(step: StepName, earlier: StepName): Step {
  return { step, state: "waiting", reason: `comes after the step "${earlier}"` };
}
