import { UserError } from "../problem.ts";

const cache = new Map<string, RegExp>();

/**
 * A regular expression of a VirtualService, which is RE2's, as one of JavaScript's that matches a whole text. Envoy
 * compares octets: a character in UTF-8 is as many as it has, and the text has a character for each.
 * @throws {UserError} for what the two write or mean differently, beyond flags in front, escapes and names of groups
 */
export function re2(pattern: string): RegExp {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const [, flags = "", rest = ""] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(pattern) ?? [];
  try {
    if (UNKNOWN_TO_RE2.test(rest)) throw new Error("RE2 has no such thing");
    // RE2's dot takes any character of a header or a path: neither has a newline, the only one that it does not take.
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

/** Look-around and references to groups, which JavaScript alone has. */
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
