/**
 * JSON whose integers keep all their digits. JavaScript's numbers hold integers up to 2^53 exactly; the ids and amounts
 * of other languages have 64 bits. Larger integers are bigints here, and all other numbers are numbers.
 */

/** Reads JSON. @throws SyntaxError with the message of `JSON.parse` */
export function parseJson(text: string): unknown {
  return readJson(text).value;
}

/** Reads JSON, and says whether the value is or contains a bigint. @throws SyntaxError */
export function readJson(text: string): { value: unknown; isLong: boolean } {
  const marked = markLongIntegers(text);
  if (marked === undefined) return { value: JSON.parse(text), isLong: false };
  try {
    return { value: restore(JSON.parse(marked)), isLong: true };
  } catch {
    // The error of the text as it was written.
    return { value: JSON.parse(text), isLong: false };
  }
}

/** Writes JSON. Returns undefined where `JSON.stringify` does. */
export function stringifyJson(value: unknown, space?: number): string | undefined {
  try {
    return JSON.stringify(value, null, space);
  } catch {
    const marked: string | undefined = JSON.stringify(
      value,
      (_, item: unknown) => (typeof item === "bigint" ? `${MARK}${item}` : item),
      space,
    );
    return marked?.replaceAll(MARKED, "$1");
  }
}

/** Returns the value of an integer's digits: a bigint if a number does not hold it exactly. */
export function exactInteger(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

/** Whether a value is, or contains, an integer that a number does not hold. */
export function hasLongInteger(value: unknown): boolean {
  if (typeof value === "bigint") return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasLongInteger);
}

/**
 * Returns a JSON text in which the integers that a number does not hold are texts, because `JSON.parse` shows the digits
 * of a number only since Node 22. Returns undefined if there are none. A regular expression for long integers takes half
 * as long as `JSON.parse`; looking at every sixteenth character takes a twentieth.
 */
function markLongIntegers(text: string): string | undefined {
  const isInText = textFinder(text);
  let marked = "";
  let done = 0;
  for (let at = FEWEST_DIGITS - 1; at < text.length; at += FEWEST_DIGITS) {
    if (!isDigit(text, at)) continue;
    let start = at;
    while (isDigit(text, start - 1)) start--;
    let end = at;
    while (isDigit(text, end)) end++;
    at = end;
    if (end - start < FEWEST_DIGITS) continue;
    if (text[start - 1] === "-") start--;
    if (!mayBegin(text, start) || !mayEnd(text, end) || isInText(start)) continue;
    const digits = text.slice(start, end);
    // JSON has no zeros before other digits.
    if (/^-?0/.test(digits) || typeof exactInteger(digits) === "number") continue;
    marked += `${text.slice(done, start)}"${MARK}${digits}"`;
    done = end;
  }
  return done === 0 ? undefined : marked + text.slice(done);
}

/** Of 9,007,199,254,740,992, which is 2^53. */
const FEWEST_DIGITS = 16;

/** Whether a text has a decimal digit at a place; false outside of the text. */
export function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** Whether a number can begin there: other numbers and most texts have other characters around their digits. */
export function mayBegin(text: string, at: number): boolean {
  return at === 0 || " :,[\n\t\r".includes(text.charAt(at - 1));
}

/** Whether a number can end there. */
export function mayEnd(text: string, at: number): boolean {
  return at === text.length || " ,]}\n\t\r".includes(text.charAt(at));
}

/** Returns a function that says whether a place is inside a text. Places must be given in ascending order. */
function textFinder(text: string): (place: number) => boolean {
  let isText = false;
  let quote = text.indexOf('"');
  return (place) => {
    // No text of JSON goes beyond the end of a line, so that most of the quotes before it need not be counted.
    const from = Math.max(0, place - NEAR);
    const line = text.slice(from, place).lastIndexOf("\n");
    if (line !== -1 && from + line > quote) {
      isText = false;
      quote = text.indexOf('"', from + line);
    }
    while (quote !== -1 && quote < place) {
      let escapes = quote;
      while (text[escapes - 1] === "\\") escapes--;
      if ((quote - escapes) % 2 === 0) isText = !isText;
      quote = text.indexOf('"', quote + 1);
    }
    return isText;
  };
}

/** How far back the start of a line is looked for. */
const NEAR = 1_000;

/** Replaces the texts that stand for integers, in place. */
function restore(value: unknown): unknown {
  if (typeof value === "string" && value.startsWith(MARK)) return BigInt(value.slice(MARK.length));
  if (typeof value !== "object" || value === null) return value;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    const item = holder[key];
    const restored = restore(item);
    if (restored !== item) holder[key] = restored;
  }
  return value;
}

/** Begins the texts that stand for bigints. It differs in each process, so that no document can have such a text. */
const MARK = `bigint ${Math.random()} `;
const MARKED = new RegExp(`"${MARK.replaceAll(".", "\\.")}(-?\\d+)"`, "g");
