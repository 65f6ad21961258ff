import { patternFor } from "../schemas/patternFor.ts";
import { pick, type Random, randomWhole } from "./random.ts";

/** Longest text that is made. */
const LONGEST = 10_000;

/**
 * Returns a text that a regular expression matches. Characters, classes, groups, references to groups, alternatives and
 * repetitions are followed; lookarounds are only checked at last. Returns undefined if no such text is found.
 *
 * @param repeats the number of repetitions, as far as the expression allows it
 * @param random chooses alternatives and characters; without it the first ones are used
 */
export function patternText(pattern: string, repeats: number, random?: Random): string | undefined {
  const reader: Reader = { pattern, at: 0, repeats, random, groups: [], named: new Map() };
  const text = readAlternatives(reader);
  if (text === undefined || reader.at < pattern.length) return undefined;
  return patternFor(pattern).test(text) ? text : undefined;
}

interface Reader {
  pattern: string;
  at: number;
  repeats: number;
  random: Random | undefined;
  /** Texts of the groups that are closed, for references to them. */
  groups: string[];
  named: Map<string, string>;
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
  const rest = reader.pattern.slice(reader.at);
  const [kind = "", , name] = /^\?(:|<([A-Za-z_]\w*)>|<?[=!])/.exec(rest) ?? [];
  if (kind === "" && rest.startsWith("?")) return undefined;
  reader.at += kind.length;
  const isCapture = kind === "" || name !== undefined;
  const index = isCapture ? reader.groups.push("") - 1 : undefined;
  const text = readAlternatives(reader);
  if (take(reader) !== ")") return undefined;
  if (/[=!]$/.test(kind)) return "";
  if (index !== undefined) reader.groups[index] = text ?? "";
  if (name !== undefined) reader.named.set(name, text ?? "");
  return text;
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
  const rest = reader.pattern.slice(reader.at);
  const [code, braced, hex, control] =
    /^(?:u\{([\da-f]+)\}|(?:u(?=[\da-f]{4})|x(?=[\da-f]{2}))([\da-f]{4}|[\da-f]{2})|c([a-z]))/i.exec(
      rest,
    ) ?? [];
  const [reference, name, digits] = /^(?:k<([^>]+)>|([1-9]\d*))/.exec(rest) ?? [];
  reader.at += (code ?? reference ?? "").length;
  if (code !== undefined) {
    return control === undefined
      ? String.fromCodePoint(Number.parseInt(braced ?? hex ?? "", 16))
      : String.fromCharCode(control.charCodeAt(0) % 32);
  }
  if (name !== undefined) return reader.named.get(name) ?? "";
  if (digits !== undefined) return reader.groups[Number(digits) - 1] ?? "";
  const character = take(reader);
  if (character === undefined) return undefined;
  if (character === "0") return "\0";
  if (character === "b" || character === "B") return "";
  if (character === "p" || character === "P") {
    const name = /^\{[^}]*\}/.exec(reader.pattern.slice(reader.at))?.[0] ?? "";
    reader.at += name.length;
    return memberOf(reader, `\\${character}${name}`);
  }
  return /[a-z]/i.test(character) ? memberOf(reader, `\\${character}`) : character;
}

/** Returns a character of a class: a plain one if there is one, or else one that the class names itself. */
function memberOf({ random, pattern }: Reader, source: string, written = ""): string | undefined {
  const { plain, first, special } = membersOf(source, written);
  if (random === undefined) return first;
  // A lookahead may want a character that is neither letter nor digit.
  const isSpecial = special.length > 0 && pattern.includes("(?") && random() < 0.2;
  if (isSpecial) return pick(random, special);
  return plain.length > 0 ? pick(random, plain) : first;
}

interface Members {
  plain: readonly string[];
  special: readonly string[];
  first: string | undefined;
}

const classes = new Map<string, Members>();
const MOST_CLASSES = 1_000;

function membersOf(source: string, written: string): Members {
  const known = classes.get(source);
  if (known !== undefined) return known;
  const members = new RegExp(`^${source}$`, "u");
  const isMember = (candidate: string) => members.test(candidate);
  const found = {
    plain: [...PLAIN].filter(isMember),
    special: [...SPECIAL].filter(isMember),
    first: [...CANDIDATES, ...written].find(isMember),
  };
  if (classes.size >= MOST_CLASSES) classes.clear();
  classes.set(source, found);
  return found;
}

const PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

const SPECIAL = "!@#$%^&*?-_";

/** Letters and digits other than zero are more likely to be meaningful than punctuation. */
const CANDIDATES = "aA1bBxXé0-_ .@/:,;+=#~!?\n\t\r\f\v";

/** Returns the number of repetitions of the atom before. With chance each atom that has no fixed number has another. */
function readRepeats(reader: Reader): number {
  const { random, repeats } = reader;
  const varied = random !== undefined && random() < 0.5 ? randomWhole(random, 0, repeats) : repeats;
  const found = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})/.exec(reader.pattern.slice(reader.at));
  if (found === null) return 1;
  reader.at += found[0].length;
  if (peek(reader) === "?") reader.at++;
  const [sign, exactly, comma, most] = found;
  if (sign === "*") return varied;
  if (sign === "+") return Math.max(1, varied);
  if (sign === "?") return Math.min(1, varied);
  const least = Number(exactly);
  if (comma === "") return least;
  const wanted = Math.max(least, varied);
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
