import { defineScalarTag, intCoreTag, NOT_RESOLVED } from "js-yaml";
import { isSameDecimal } from "../../decimal.ts";
import { exactInteger, isDigit, mayBegin, mayEnd } from "../../exactJson.ts";

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
    if (!isDigit(text, at)) continue;
    let start = at;
    while (isDigit(text, start - 1) || text[start - 1] === ".") start--;
    if (text[start - 1] === "-") start--;
    NUMBER.lastIndex = start;
    const written = NUMBER.exec(text)?.[0] ?? "";
    const end = start + written.length;
    at = Math.max(at, end);
    if (written === "" || !mayBegin(text, start) || !mayEnd(text, end)) continue;
    const read = Number(written);
    if (!isSameDecimal(written, String(read))) found.push({ written, read, at: start });
  }
  return found;
}

const RUN = 9;
const NUMBER = /-?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?/y;
