import type { Answer } from "./exchange.ts";
import { type Failed, failed, type Outcome } from "./outcome.ts";

/** Returns what an answer says, or undefined if it has not the form that it should have. */
export type Decode<T> = (json: unknown) => T | undefined;

const LONGEST_MESSAGE = 120;

/** Returns what a JSON answer says. */
export function readJson<T>(answer: Answer, decode: Decode<T>, host: string): Outcome<T> {
  const { status, headers, text } = answer;
  const type = headers.get("content-type") ?? "";
  if (!/^application\/(.+\+)?json\b/.test(type)) {
    return failed(
      `${host} answered ${status} with ${type.split(";")[0] || "no type"} instead of JSON`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return failed(`${host} answered ${status} with JSON that is broken or ends too early`);
  }
  const value = decode(json);
  if (value !== undefined) return { ok: true, value };
  return failed(`${host} answered ${status} with JSON of another form than GitHub's`);
}

/** Returns what a status means that is no success. */
export function reasonOf(answer: Answer, host: string): Failed {
  const { status } = answer;
  const said = messageIn(answer);
  if (status === 401)
    return failed(`${host} refused the token (401): it was revoked or has ended`, 401);
  if (status === 403) return failed(`${host} denies it to the token (403)${said}`, 403);
  if (status === 404) {
    return failed(`${host} has nothing there, or nothing that the token may see (404)`, 404);
  }
  return failed(`${host} answered ${status}${said}`, status);
}

/** Returns the address of the next page. https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
export function nextIn(headers: Headers): string | undefined {
  return /<([^<>]+)>;\s*rel="next"/.exec(headers.get("link") ?? "")?.[1];
}

function messageIn({ text }: Answer): string {
  try {
    const { message } = Object(JSON.parse(text));
    if (typeof message !== "string") return "";
    return `: ${message.replaceAll(/\s+/g, " ").slice(0, LONGEST_MESSAGE)}`;
  } catch {
    return "";
  }
}
