import type { Problem } from "../problem.ts";

/** One preview, as people are told about it. Every text may hold what others wrote. */
export interface Preview {
  /** The Deployment that is copied: `shop/payments`. */
  origin: string;
  /** Undefined if the pull request has got no key. */
  key?: string;
  stage: Stage;
  /** `ready`, or why it is not: `waiting for the image registry.example.com/payments:pr-12 since …`. */
  state: string;
  /** Headers that lead requests there, such as `baggage: understudy=pr-12`. */
  headers: readonly string[];
  /** Where browsers reach it: `https://preview-pr-12-payments.example.com/`. */
  addresses?: readonly string[];
  /** A command that reaches it from a pod. */
  call?: string;
  /** The image that it runs. */
  image?: string;
  /** When its lifetime is over: RFC 3339 in UTC. */
  ends?: string;
}

export type Stage = "waiting" | "ready" | "failed" | "ended";

/** All previews of one pull request. */
export interface PullReport {
  /** `github.com/owner/name` */
  repository: string;
  number: number;
  /** The commit that it is about. */
  sha: string;
  previews: readonly Preview[];
}

/** What one round has to tell. */
export interface RoundReport {
  pulls: readonly PullReport[];
  /** Repositories whose pull requests were asked for. */
  read: readonly string[];
  /** Repositories of which not all is known. In others, a pull request that is missing in `pulls` has no preview. */
  unread: ReadonlySet<string>;
}

/**
 * Tells pull requests about their previews, and writes nothing that is there already. Returns the problems, and never
 * throws. Once `until` is over, it leaves the rest to the next call.
 */
export type Tell = (report: RoundReport, until?: AbortSignal) => Promise<Problem[]>;

/** Returns whether a pull request has no preview any more. */
export function hasEnded({ previews }: Pick<PullReport, "previews">): boolean {
  return previews.every(({ stage }) => stage === "ended");
}
