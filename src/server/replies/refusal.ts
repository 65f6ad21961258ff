import type { UnsupportedCoding } from "../checks/bodyCheck.ts";
import type { SecurityViolation } from "../checks/security.ts";
import type { Violation } from "../checks/violation.ts";
import type { Answer } from "../http/answer.ts";
import { problemAnswer } from "../http/problems.ts";

/** Returns the statuses of the document's replies that suit a request with these violations, best first. */
export function refusalStatuses(violations: readonly Violation[]): readonly number[] {
  if (hasCode(violations, 401)) return [401];
  if (hasCode(violations, 415)) return [415, 422, 400];
  if (hasCode(violations, 400)) return [400];
  return [422, 400];
}

/** Returns the answer to a request with these violations if the document has no reply for it. */
export function refusalAnswer(violations: readonly Violation[]): Answer {
  const lacking = violations.find(isUnauthorized);
  if (lacking !== undefined) return unauthorizedAnswer(lacking);
  const unsupported = violations.find(({ code }) => code === 415);
  if (unsupported !== undefined) {
    // RFC 9110, 15.5.16
    const accepted = isCoding(unsupported) ? ["accept-encoding", unsupported.accepted] : [];
    return problemAnswer("INVALID_CONTENT_TYPE", unsupported.message, {}, accepted);
  }
  const malformed = violations.find(({ code }) => code === 400);
  if (malformed !== undefined) return problemAnswer("BAD_REQUEST", malformed.message);
  return problemAnswer(
    "UNPROCESSABLE_ENTITY",
    "Your request is not valid and no HTTP validation response was found in the spec, so Prism is generating this error for you.",
    { validation: violations.map(reported) },
  );
}

/** Returns a violation as problems list it. */
function reported({ location, severity, code, message }: Violation): Record<string, unknown> {
  return { location, severity, code, message };
}

function unauthorizedAnswer({ challenges }: SecurityViolation): Answer {
  const detail =
    "Your request does not fullfil the security requirements and no HTTP unauthorized response was found in the spec, so Prism is generating this error for you.";
  if (challenges.length === 0) return problemAnswer("UNAUTHORIZED", detail);
  const challenge = challenges.join(",");
  return problemAnswer("UNAUTHORIZED", detail, { headers: { "WWW-Authenticate": challenge } }, [
    "www-authenticate",
    challenge,
  ]);
}

function hasCode(violations: readonly Violation[], code: number): boolean {
  return violations.some((violation) => violation.code === code);
}

function isCoding(violation: Violation): violation is UnsupportedCoding {
  return "accepted" in violation;
}

function isUnauthorized(violation: Violation): violation is SecurityViolation {
  return violation.code === 401 && "challenges" in violation;
}
