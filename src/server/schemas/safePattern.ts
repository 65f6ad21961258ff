import { setFlagsFromString } from "node:v8";

// With this flag V8 restarts an expression that backtracks too often on its second engine, whose time is linear in the
// length of the text. That engine does not support the flag "u", lookarounds and backreferences.
setFlagsFromString("--enable-experimental-regexp-engine-on-excessive-backtracks");

/** A pattern in the form that the validator uses. */
export interface SafePattern {
  test(text: string): boolean;
}

/** Syntax that V8's second engine does not support: properties, code points, lookarounds, backreferences. */
const FOREIGN = /\\[pPk]|\\u\{|\\[1-9]|\(\?<?[=!]|[\u{10000}-\u{10ffff}]/u;

/** The second engine refuses nested counts whose product is higher. */
const MOST_COPIES = 500;

/**
 * Longest text for a pattern that only the first engine supports, whose time may grow with the square of the length.
 */
const LONGEST_TEXT = 1000;

/**
 * Compiles a schema's pattern so that no text can block the server. Patterns come from documents and texts from
 * clients, and `^(a+)+$` takes minutes for 35 characters. A text that cannot be checked in a short time counts as
 * valid.
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
  // Without the flag a character beyond the first 65,536 counts as two.
  const points = new RegExp(pattern, "u");
  return {
    test: (text) =>
      text.length <= LONGEST_TEXT && SURROGATE.test(text) ? points.test(text) : units.test(text),
  };
}

/**
 * `safePattern` in the form of Ajv's option `regExp`. Ajv caches patterns by their text (`toString`). It uses `code`
 * only for validators that are written to files.
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
  /** Whether a repetition contains another repetition. */
  nested: boolean;
  /** The largest product of nested counts. */
  copies: number;
}

/** The repetitions of a pattern. */
function repetitionOf(pattern: string): Repetition {
  const token =
    /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?|\)|[*+?]|\{\d+(?:,\d*)?\}|./gsu;
  let nested = false;
  // The current group, and the groups around it.
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
