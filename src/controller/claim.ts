import type { PullRequest } from "../forge/pullRequest.ts";
import { copyId } from "./copies.ts";
import type { FoundOrigin } from "./origins.ts";
import type { PullId } from "./pullId.ts";

/** A pull request that is to get a copy of an origin. */
export interface Claim {
  origin: FoundOrigin;
  pull: PullRequest;
  id: PullId;
  key: string;
  /** Whether the pull request's text names the key. */
  isExplicit: boolean;
  /** Name of the copied Deployment: `payments-pr-12`. */
  name: string;
  /** Name of the copied Service. */
  service: string;
  /** The image by its tag. */
  reference: string;
  /** When its lifetime is over: RFC 3339 in UTC. */
  expires: string;
}

/** Returns the id of the copy that a claim is for. */
export function claimedId({ origin, name }: Pick<Claim, "origin" | "name">): string {
  return copyId({ namespace: origin.namespace, name });
}
