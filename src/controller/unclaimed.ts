import { expiryText } from "../emit/preview/previewLabels.ts";
import { ORIGIN_GONE } from "./annotations.ts";
import type { Claim } from "./claim.ts";
import { type FoundCopy, markOf } from "./copies.ts";
import { ineligible } from "./eligible.ts";
import { factsOf } from "./forgeAnswers.ts";
import type { Known } from "./plan.ts";

/** In milliseconds: longer than a tool takes that removes a Deployment and makes it anew. */
export const GRACE = 3_600_000;

/** What becomes of a copy that is not served. */
export interface Verdict {
  verdict: "keep" | "delete";
  reason: string;
  /** Whether it is kept because something is wrong. */
  isProblem?: true;
  /** Whether its origin is gone, and had or has a while to come back. */
  isOriginGone?: true;
}

/** What there is for the same pull request and origin as a copy. */
export interface Siblings {
  /** Under another key, or whose lifetime is over. */
  claim?: Claim | undefined;
  /** Why there is no claim, though the pull request is open. */
  hindrance?: string | undefined;
}

/**
 * Returns what becomes of a copy that is not served. Nothing goes because something is missing from an answer: the list
 * has to be complete, and the forge has to say of the pull request itself that it is closed or gets no copy.
 */
export function verdictOf(
  copy: FoundCopy,
  { claim, hindrance }: Siblings,
  { now, origins, forge }: Known,
): Verdict {
  const expires = claim === undefined ? copy.expires : expiryText(Date.parse(claim.expires));
  if (expires !== undefined && expires <= expiryText(now)) {
    return { verdict: "delete", reason: `its lifetime is over since ${expires}` };
  }
  const isOrigin = ({ namespace, name }: { namespace: string; name: string }) =>
    namespace === copy.namespace && name === copy.origin;
  if (origins.broken.some(isOrigin)) {
    return { verdict: "keep", reason: "its origin's annotations have mistakes" };
  }
  const origin = origins.good.find(isOrigin);
  const gone =
    origin === undefined
      ? "its origin is gone, or asks for no copies any more"
      : origin.uid !== copy.originUid
        ? "its origin was removed, and there is another one of the same name"
        : origin.settings.repository !== copy.pull.repository
          ? "its origin names another repository"
          : undefined;
  if (origin === undefined || gone !== undefined) return afterGrace(copy, gone ?? "", now);

  const { repository, text } = copy.pull;
  const answer = forge.repositories.get(repository);
  if (answer === undefined || !answer.isComplete) {
    return keep(`${repository} could not be read: ${answer?.reason ?? "nobody was asked"}`);
  }
  const pull = forge.singles.get(text);
  if (pull === undefined) {
    return keep("the forge does not say what became of its pull request");
  }
  const reason = ineligible(pull, origin.settings, factsOf(forge, copy.pull, origin.settings));
  if (reason !== undefined) return { verdict: "delete", reason };
  if (hindrance !== undefined) return { verdict: "keep", reason: hindrance };
  if (claim !== undefined) {
    return { verdict: "delete", reason: `its pull request has the key ${claim.key} now` };
  }
  return keep("the forge's list lacks its pull request, which is open");
}

function keep(reason: string): Verdict {
  return { verdict: "keep", reason, isProblem: true };
}

function afterGrace(copy: FoundCopy, reason: string, now: number): Verdict {
  const since = markOf(copy, ORIGIN_GONE);
  const isOver = since !== undefined && Date.parse(since) + GRACE <= now;
  return { verdict: isOver ? "delete" : "keep", reason, isOriginGone: true };
}
