import { setFlagsFromString } from "node:v8";

// V8 then runs an expression that backtracks too often once more on its second engine, whose time grows with the text
// alone. That engine knows neither the flag "u" nor lookarounds nor references back.
setFlagsFromString("--enable-experimental-regexp-engine-on-excessive-backtracks");

/** A pattern as the validator uses it. */
export interface SafePattern {
  test(text: string): boolean;
}

/** What V8's second engine does not know: properties, code points, lookarounds, references back. */
const FOREIGN = /\\[pPk]|\\u\{|\\[1-9]|\(\?<?[=!]|[\u{10000}-\u{10ffff}]/u;

/** Counts within counts above this make the second engine give up. */
const MOST_COPIES = 500;

/** How long a text may be for a pattern that only the first engine knows, whose time may grow with its square. */
const LONGEST_TEXT = 1000;

/**
 * A pattern of a document's schema that no text can hold up the server with: patterns come from documents and texts from
 * clients, and `^(a+)+$` takes minutes for 35 characters. What cannot be checked in time counts as valid.
 */
export function safePattern(pattern: string): SafePattern {
  const { nested, copies } = repetitionOf(pattern);
  if (FOREIGN.test(pattern)) {
    if (nested) return ANYTHING;
    const expression = new RegExp(pattern, "u");
    return { test: (text) => text.length > LONGEST_TEXT || expression.test(text) };
  }
  if (nested && copies > MOST_COPIES) return ANYTHING;
  const units = new RegExp(pattern);
  if (nested) return units;
  // Only with the flag is a character beyond the first 65,536 one character.
  const points = new RegExp(pattern, "u");
  return {
    test: (text) =>
      text.length <= LONGEST_TEXT && SURROGATE.test(text) ? points.test(text) : units.test(text),
  };
}

/**
 * `safePattern` as the validator takes it, which keeps patterns by their text (`toString`); `code` would be for validators
 * that are written to files.
 */
export const patternEngine = Object.assign(
  (pattern: string) => {
    const safe = safePattern(pattern);
    return { test: (text: string) => safe.test(text), toString: () => pattern };
  },
  { code: "safePattern" },
);

const ANYTHING: SafePattern = { test: () => true };

const SURROGATE = /[\ud800-\udfff]/;

interface Repetition {
  /** Whether something that repeats stands within something that repeats. */
  nested: boolean;
  /** The most copies that counts within counts make of something. */
  copies: number;
}

/** How a pattern repeats. */
function repetitionOf(pattern: string): Repetition {
  const token =
    /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?|\)|[*+?]|\{\d+(?:,\d*)?\}|./gsu;
  let nested = false;
  // The group that is open, and those around it.
  const groups = [{ repeats: false, copies: 1 }];
  let last = { repeats: false, copies: 1 };
  for (const [text] of pattern.matchAll(token)) {
    const group = groups.at(-1) ?? last;
    if (text.startsWith("(")) {
      groups.push({ repeats: false, copies: 1 });
    } else if (text === ")") {
      last = groups.length > 1 ? (groups.pop() ?? last) : last;
      const outer = groups.at(-1) ?? last;
      outer.repeats ||= last.repeats;
      outer.copies = Math.max(outer.copies, last.copies);
    } else if (text === "*" || text === "+" || /^\{\d/.test(text)) {
      const count = Number(/^\{(?:\d+,)?(\d+)\}$/.exec(text)?.[1] ?? 1);
      nested ||= last.repeats;
      group.repeats = true;
      group.copies = Math.max(group.copies, last.copies * count);
      last = { repeats: true, copies: last.copies * count };
    } else if (text !== "?") {
      last = { repeats: false, copies: 1 };
    }
  }
  return { nested, copies: groups[0]?.copies ?? 1 };
}
