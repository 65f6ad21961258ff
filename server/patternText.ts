/** Characters that a text may get to. */
const LONGEST = 10_000;

/**
 * A text that a regular expression matches, or undefined for one that says more than characters, classes, groups,
 * alternatives and repetitions. Of alternatives the first is taken.
 *
 * @param repeats how often something is repeated, where the expression allows that
 */
export function patternText(pattern: string, repeats: number): string | undefined {
  const reader: Reader = { pattern, at: 0, repeats };
  const text = readAlternatives(reader);
  if (text === undefined || reader.at < pattern.length) return undefined;
  return new RegExp(pattern, "u").test(text) ? text : undefined;
}

interface Reader {
  pattern: string;
  at: number;
  repeats: number;
}

/** The text of the first alternative; the others are read over. */
function readAlternatives(reader: Reader): string | undefined {
  const first = readSequence(reader);
  while (peek(reader) === "|") {
    reader.at++;
    if (readSequence(reader) === undefined) return undefined;
  }
  return first;
}

function readSequence(reader: Reader): string | undefined {
  let text = "";
  for (
    let next = peek(reader);
    next !== undefined && next !== "|" && next !== ")";
    next = peek(reader)
  ) {
    const atom = readAtom(reader);
    if (atom === undefined) return undefined;
    const repeats = readRepeats(reader);
    if (text.length + atom.length * repeats > LONGEST) return undefined;
    text += atom.repeat(repeats);
  }
  return text;
}

function readAtom(reader: Reader): string | undefined {
  const character = take(reader);
  switch (character) {
    case "^":
    case "$":
      return "";
    case ".":
      return "a";
    case "(":
      return readGroup(reader);
    case "[":
      return readClass(reader);
    case "\\":
      return readEscape(reader);
    case "*":
    case "+":
    case "?":
      return undefined;
    default:
      return character;
  }
}

function readGroup(reader: Reader): string | undefined {
  const kind = /^\?(:|<[A-Za-z_]\w*>)/.exec(reader.pattern.slice(reader.at));
  if (kind !== null) reader.at += kind[0].length;
  // What is left with a question mark looks ahead or behind.
  if (peek(reader) === "?") return undefined;
  const text = readAlternatives(reader);
  return take(reader) === ")" ? text : undefined;
}

/** A character of a class: its first one, or for a negated class the first of a few that are not in it. */
function readClass(reader: Reader): string | undefined {
  const start = reader.at - 1;
  for (let next = take(reader); next !== "]"; next = take(reader)) {
    if (next === undefined) return undefined;
    if (next === "\\") take(reader);
  }
  const source = reader.pattern.slice(start, reader.at);
  return memberOf(source, source.slice(1));
}

function readEscape(reader: Reader): string | undefined {
  const character = take(reader);
  if (character === undefined || /[kuxc0-9]/.test(character)) return undefined;
  if (character === "b" || character === "B") return "";
  if (character === "p" || character === "P") {
    const name = /^\{[^}]*\}/.exec(reader.pattern.slice(reader.at))?.[0] ?? "";
    reader.at += name.length;
    return memberOf(`\\${character}${name}`);
  }
  return /[a-z]/i.test(character) ? memberOf(`\\${character}`) : character;
}

/** A character that a class has: a plain one where it has such, else one of those that it is written with. */
function memberOf(source: string, written = ""): string | undefined {
  const members = new RegExp(`^${source}$`, "u");
  return [...CANDIDATES, ...written].find((candidate) => members.test(candidate));
}

/** Digits that are no zero and letters are likelier to mean something than punctuation. */
const CANDIDATES = "aA1bBxXé0-_ .@/:,;+=#~!?\n\t\r\f\v";

/** How often the atom before is to stand there. */
function readRepeats(reader: Reader): number {
  const found = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})/.exec(reader.pattern.slice(reader.at));
  if (found === null) return 1;
  reader.at += found[0].length;
  if (peek(reader) === "?") reader.at++;
  const [sign, exactly, comma, most] = found;
  if (sign === "*") return reader.repeats;
  if (sign === "+") return Math.max(1, reader.repeats);
  if (sign === "?") return Math.min(1, reader.repeats);
  const least = Number(exactly);
  if (comma === "") return least;
  const wanted = Math.max(least, reader.repeats);
  return most === "" ? wanted : Math.min(wanted, Number(most));
}

function peek(reader: Reader): string | undefined {
  return reader.pattern[reader.at];
}

/** The next character, whole where it takes two code units. */
function take(reader: Reader): string | undefined {
  const code = reader.pattern.codePointAt(reader.at);
  if (code === undefined) return undefined;
  const character = String.fromCodePoint(code);
  reader.at += character.length;
  return character;
}
