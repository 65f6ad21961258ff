import { NoAnswer } from "../http/request.ts";
import { askRegistry } from "./askRegistry.ts";
import type { ImageAnswer } from "./imageAnswer.ts";
import { type Login, loginsFor } from "./logins.ts";
import { parseReference } from "./reference.ts";
import { Unclear } from "./unclear.ts";

/** In milliseconds, until the answer is here as a whole. */
const PATIENCE = 10_000;

/**
 * Asks a registry for the digest of a tag, with each login for it until one is taken. Never throws.
 *
 * @param logins from pull secrets, for any registries
 */
export async function lookUpImage(
  reference: string,
  logins: readonly Login[],
  patience = PATIENCE,
): Promise<ImageAnswer> {
  const signal = AbortSignal.timeout(patience);
  try {
    return await withLogins(reference, logins, signal);
  } catch (error) {
    const { host } = parseReference(reference);
    if (signal.aborted) {
      return unknown(`${host} gave no answer in ${patience / 1000} s`, { isDown: true });
    }
    if (error instanceof NoAnswer) return unknown(error.message, { isDown: true });
    if (error instanceof Unclear) return unknown(error.message, error);
    throw error;
  }
}

async function withLogins(
  reference: string,
  logins: readonly Login[],
  signal: AbortSignal,
): Promise<ImageAnswer> {
  const image = parseReference(reference);
  const { host } = image;
  const refusals: string[] = [];
  for (const login of loginsFor(logins, image)) {
    const answer = await askRegistry({ image, login, signal });
    if (answer !== "refused") return answer;
    refusals.push(`${host} refused the login of ${login.username}`);
  }
  if (refusals.length === 0) {
    const answer = await askRegistry({ image, signal });
    if (answer !== "refused") return answer;
    refusals.push(`${host} wants a login, and no pull secret of the origin has one for it`);
  }
  return unknown(refusals.join("; "));
}

function unknown(
  reason: string,
  { isDown = false, retryAfter }: { isDown?: boolean; retryAfter?: number | undefined } = {},
): ImageAnswer {
  return {
    state: "unknown",
    reason,
    ...(isDown && { isDown }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}
