import { pick, type Random } from "./random.ts";

/** Longest text that is made. */
const LONGEST = 10_000;

/**
 * Returns a text that a regular expression matches. Supported are characters, classes, groups, alternatives and
 * repetitions; for other expressions it returns undefined.
 *
 * @param repeats the number of repetitions, as far as the expression allows it
 * @param random chooses alternatives and characters; without it the first ones are used
 */
export function patternText(pattern: string, repeats: number, random?: Random): string | undefined {
  const reader: Reader = { pattern, at: 0, repeats, random };
  const text = readAlternatives(reader);
  if (text === undefined || reader.at < pattern.length) return undefined;
  return new RegExp(pattern, "u").test(text) ? text : undefined;
}

interface Reader {
  pattern: string;
  at: number;
  repeats: number;
  random: Random | undefined;
}

/** Returns the text of one alternative, and skips the others. */
function readAlternatives(reader: Reader): string | undefined {
  const texts = [readSequence(reader)];
  while (peek(reader) === "|") {
    reader.at++;
    texts.push(readSequence(reader));
  }
  const readable = texts.filter((text) => text !== undefined);
  if (readable.length < texts.length) return undefined;
  return reader.random === undefined ? readable[0] : pick(reader.random, readable);
}

function readSequence(reader: Reader): string | undefined {
  let text = "";
  for (
    let next = peek(reader);
    next !== undefined && next !== "|" && next !== ")";
    next = peek(reader)
  ) {
    const start = reader.at;
    const atom = readAtom(reader);
    if (atom === undefined) return undefined;
    const repeats = readRepeats(reader);
    if (text.length + atom.length * repeats > LONGEST) return undefined;
    if (reader.random === undefined) {
      text += atom.repeat(repeats);
      continue;
    }
    const end = reader.at;
    for (let i = 0; i < repeats; i++) {
      reader.at = start;
      text += readAtom(reader) ?? "";
    }
    reader.at = end;
  }
  return text.length > LONGEST ? undefined : text;
}

function readAtom(reader: Reader): string | undefined {
  const character = take(reader);
  switch (character) {
    case "^":
    case "$":
      return "";
    case ".":
      return memberOf(reader, ".");
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
  // All other groups with a question mark are lookarounds.
  if (peek(reader) === "?") return undefined;
  const text = readAlternatives(reader);
  return take(reader) === ")" ? text : undefined;
}

/** Returns a character of a class: its first one, or for a negated class the first of a few that are not in it. */
function readClass(reader: Reader): string | undefined {
  const start = reader.at - 1;
  for (let next = take(reader); next !== "]"; next = take(reader)) {
    if (next === undefined) return undefined;
    if (next === "\\") take(reader);
  }
  const source = reader.pattern.slice(start, reader.at);
  return memberOf(reader, source, source.slice(1));
}

function readEscape(reader: Reader): string | undefined {
  const character = take(reader);
  if (character === undefined || /[kuxc0-9]/.test(character)) return undefined;
  if (character === "b" || character === "B") return "";
  if (character === "p" || character === "P") {
    const name = /^\{[^}]*\}/.exec(reader.pattern.slice(reader.at))?.[0] ?? "";
    reader.at += name.length;
    return memberOf(reader, `\\${character}${name}`);
  }
  return /[a-z]/i.test(character) ? memberOf(reader, `\\${character}`) : character;
}

/** Returns a character of a class: a plain one if there is one, or else one that the class names itself. */
function memberOf({ random }: Reader, source: string, written = ""): string | undefined {
  const members = new RegExp(`^${source}$`, "u");
  const isMember = (candidate: string) => members.test(candidate);
  const plain = random === undefined ? [] : [...PLAIN].filter(isMember);
  if (random !== undefined && plain.length > 0) return pick(random, plain);
  return [...CANDIDATES, ...written].find(isMember);
}

const PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** Letters and digits other than zero are more likely to be meaningful than punctuation. */
const CANDIDATES = "aA1bBxXé0-_ .@/:,;+=#~!?\n\t\r\f\v";

/** Returns the number of repetitions of the atom before. */
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

/** Returns the next character, also if it has two code units. */
function take(reader: Reader): string | undefined {
  const code = reader.pattern.codePointAt(reader.at);
  if (code === undefined) return undefined;
  const character = String.fromCodePoint(code);
  reader.at += character.length;
  return character;
}
