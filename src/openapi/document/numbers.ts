import { defineScalarTag, intCoreTag, NOT_RESOLVED } from "js-yaml";
import { isSameDecimal } from "../../decimal.ts";
import { exactInteger } from "../../exactJson.ts";

/** YAML's integers with all their digits. */
export const exactIntegerTag = defineScalarTag<number | bigint>(intCoreTag.tagName, {
  ...intCoreTag,
  resolve(source, isExplicit, tagName) {
    const value = intCoreTag.resolve(source, isExplicit, tagName);
    if (value === NOT_RESOLVED || Number.isSafeInteger(value)) return value;
    const [, sign, digits = ""] = /^([-+]?)(.*)$/.exec(source) ?? [];
    const exact = exactInteger(digits);
    return sign === "-" ? -exact : exact;
  },
});

/** A number whose digits are lost when it is read. */
export interface InexactNumber {
  written: string;
  read: number;
  /** Offset in the text. */
  at: number;
}

/**
 * Returns what in a text looks like a number with a fraction or an exponent, and has other digits after it is read.
 * Texts in the document may look like that too.
 */
export function findInexact(text: string): InexactNumber[] {
  const found: InexactNumber[] = [];
  // Of 17 or more digits, nine or more are on one side of the point.
  for (let at = RUN - 1; at < text.length; at += RUN) {
    if (!isOneOf(text, at, DIGITS)) continue;
    let start = at;
    while (isOneOf(text, start - 1, `${DIGITS}.`)) start--;
    if (text[start - 1] === "-") start--;
    NUMBER.lastIndex = start;
    const written = NUMBER.exec(text)?.[0] ?? "";
    at = Math.max(at, start + written.length);
    const end = start + written.length;
    const stands = BEFORE.includes(text.charAt(start - 1)) && AFTER.includes(text.charAt(end));
    if (written === "" || !stands) continue;
    const read = Number(written);
    if (!isSameDecimal(written, String(read))) found.push({ written, read, at: start });
  }
  return found;
}

const RUN = 9;
const NUMBER = /-?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?/y;
const DIGITS = "0123456789";
/** Characters around a number. (The empty text, beyond both ends of the document, is in them too.) */
const BEFORE = " :,[\n\t\r";
const AFTER = " ,]}\n\t\r";

function isOneOf(text: string, at: number, characters: string): boolean {
  return at >= 0 && at < text.length && characters.includes(text.charAt(at));
}
