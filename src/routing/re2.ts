import { UserError } from "../problem.ts";

const cache = new Map<string, RegExp>();

/**
 * Returns a VirtualService's regular expression, written for RE2, as a JavaScript one that matches a whole text. Envoy
 * compares octets, so a character counts as many times as it has octets in UTF-8, and the text has one character per
 * octet.
 *
 * @throws {UserError} for syntax that the two engines do not share, except flags in front, escapes and group names
 */
export function re2(pattern: string): RegExp {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const [, flags = "", rest = ""] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(pattern) ?? [];
  try {
    if (UNKNOWN_TO_RE2.test(rest)) throw new Error("RE2 has no such thing");
    // RE2's dot matches everything but a newline. Headers and paths contain none, so the `s` flag makes no difference.
    const expression = new RegExp(
      `^(?:${translate(octets(rest))})$`,
      `us${flags.replaceAll("s", "")}`,
    );
    cache.set(pattern, expression);
    return expression;
  } catch (error) {
    throw new UserError([
      {
        where: `regex ${JSON.stringify(pattern)}`,
        what: `cannot be tried in JavaScript (${error instanceof Error ? error.message : error})`,
        fix: "Write it with what RE2 and JavaScript have in common.",
      },
    ]);
  }
}

/** Look-around and backreferences, which RE2 does not have. */
const UNKNOWN_TO_RE2 = /\(\?(?:[=!]|<[=!])|\\[1-9k]/;

function octets(text: string): string {
  return Buffer.from(text).toString("latin1");
}

function translate(pattern: string): string {
  return pattern.replaceAll(/\\(.)|\(\?P</gsu, (found, escaped: string | undefined) => {
    if (escaped === undefined) return "(?<";
    if (escaped === "A") return "^";
    if (escaped === "z") return "$";
    return /[A-Za-z0-9^$\\.*+?()[\]{}|/]/.test(escaped)
      ? found
      : `\\u{${(escaped.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
