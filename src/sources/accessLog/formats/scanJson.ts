import { unescapeText } from "./unescape.ts";

/**
 * Returns a function for the values of some names in a line that is one JSON object without objects in it: texts, numbers
 * as texts, and nothing for null and for names that are not there. It returns undefined for any other line, which
 * `JSON.parse` then has to read; that takes several times as long, since it makes an object with all values.
 *
 * A name in quotes behind `{` or `,` is a name, and never part of a text: there, its quotes would be escaped.
 */
export function jsonScanner(
  names: readonly string[],
): (line: string) => (string | undefined)[] | undefined {
  const quoted = names.map((name) => Buffer.from(JSON.stringify(name)).toString("latin1"));
  const values = new Array<string | undefined>(names.length);
  const starts = new Array<number>(names.length);
  // Nearly all lines of a log have their names in the same order, so that each is searched behind the one before.
  let order = names.map((_, i) => i);
  return (line) => {
    if (!line.startsWith("{") || !line.endsWith("}") || line.includes("{", 1)) return undefined;
    let from = 0;
    let isOrdered = true;
    for (const i of order) {
      const name = quoted[i] ?? "";
      let start = startOfValue(line, name, from);
      if (start === 0 && from > 0) start = startOfValue(line, name, 0);
      const value = start === 0 ? undefined : readValue(line, start);
      if (value === null) return undefined;
      values[i] = value;
      starts[i] = start;
      if (start < from) isOrdered = false;
      else from = start;
    }
    if (!isOrdered) order = order.toSorted((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0));
    return values;
  };
}

/** Returns where the value of a name begins, or 0 if the line has no such name behind `from`. */
function startOfValue(line: string, quotedName: string, from: number): number {
  for (let at = line.indexOf(quotedName, from); at !== -1; at = line.indexOf(quotedName, at + 1)) {
    const previous = line[skipSpaces(line, at - 1, -1)];
    const colon = skipSpaces(line, at + quotedName.length, 1);
    const isName = (previous === "," || previous === "{") && line[colon] === ":";
    if (isName) return skipSpaces(line, colon + 1, 1);
  }
  return 0;
}

/** Returns a value as text, undefined for null, and null for a value that is no text and no number. */
function readValue(line: string, start: number): string | undefined | null {
  if (line[start] !== '"') {
    const comma = line.indexOf(",", start);
    const text = line.slice(start, comma === -1 ? line.length - 1 : comma).trimEnd();
    if (text === "null") return undefined;
    return /^[\d.]+$/.test(text) ? text : null;
  }
  const end = line.indexOf('"', start + 1);
  const text = line.slice(start + 1, end);
  if (end !== -1 && !text.includes("\\")) return text;
  const escaped = /^(?:[^"\\]|\\.)*(?=")/.exec(line.slice(start + 1));
  return escaped === null ? null : unescapeText(escaped[0]);
}

function skipSpaces(line: string, at: number, step: 1 | -1): number {
  let place = at;
  while (line[place] === " ") place += step;
  return place;
}
