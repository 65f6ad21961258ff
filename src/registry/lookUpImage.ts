import { NoAnswer } from "../http/request.ts";
import { askRegistry } from "./askRegistry.ts";
import type { CloudLogins } from "./cloudLogins.ts";
import type { ImageAnswer } from "./imageAnswer.ts";
import { type Login, loginsFor } from "./logins.ts";
import { parseReference } from "./reference.ts";
import { Unclear } from "./unclear.ts";

/** In milliseconds, until the answer is here as a whole. */
const PATIENCE = 10_000;

export interface LookUpOptions {
  /** From pull secrets, for any registries. */
  logins?: readonly Login[];
  /** Asked after the pull secrets. */
  clouds?: CloudLogins | undefined;
  patience?: number | undefined;
}

/** Asks a registry for the digest of a tag, with each login for it until one is taken. Never throws. */
export async function lookUpImage(
  reference: string,
  { logins = [], clouds, patience = PATIENCE }: LookUpOptions,
): Promise<ImageAnswer> {
  const signal = AbortSignal.timeout(patience);
  try {
    return await withLogins(reference, { logins, clouds }, signal);
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
  { logins = [], clouds }: LookUpOptions,
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
  const cloud = await clouds?.of(host);
  if (typeof cloud === "object") {
    const answer = await askRegistry({ image, login: cloud, signal });
    if (answer !== "refused") return answer;
    clouds?.refused(host);
    refusals.push(`${host} refused ${cloud.from}`);
  } else if (refusals.length === 0) {
    const answer = await askRegistry({ image, signal });
    if (answer !== "refused") return answer;
    refusals.push(`${host} wants a login, and no pull secret of the origin has one for it`);
  }
  if (typeof cloud === "string") refusals.push(cloud);
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
