import type { Answer } from "./http/answer.ts";
import { BODY_LIMIT, BodyTooLarge } from "./http/body.ts";
import { problemAnswer } from "./http/problems.ts";

/** Returns what `answer` returns, or a problem if it throws or rejects. */
export function attempt(answer: () => Answer | Promise<Answer>): Answer | Promise<Answer> {
  try {
    const made = answer();
    return made instanceof Promise ? made.catch(failure) : made;
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): Answer {
  if (error instanceof BodyTooLarge) {
    return problemAnswer(
      "CONTENT_TOO_LARGE",
      `The body is longer than the ${BODY_LIMIT / 1_000_000} MB that are read.`,
    );
  }
  // JSON may be nested deeper than the recursive checks can follow.
  if (error instanceof RangeError && error.message.includes("call stack")) {
    return problemAnswer("BAD_REQUEST", "The request is nested too deeply to be checked.");
  }
  return problemAnswer("INTERNAL_ERROR", error instanceof Error ? error.message : String(error));
}
