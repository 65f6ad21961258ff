/** Lines that do not have the log's format. */
export interface BrokenLines {
  count: number;
  /** The first ones, with their places: `access.log:17: GET /us…`. */
  shown: string[];
}

const SHOWN = 3;
const LONGEST = 100;

export function addBrokenLine(broken: BrokenLines, place: string, line: string): void {
  broken.count++;
  if (broken.shown.length < SHOWN) broken.shown.push(`${place}: ${printable(line)}`);
}

/** Returns a line as it can be shown: shortened, with escapes for what a terminal would not show or would obey. */
export function printable(line: string): string {
  const text = Buffer.from(line.slice(0, 4 * LONGEST), "latin1").toString();
  const visible = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    return hex.length <= 2 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
  });
  const characters = [...visible];
  return characters.length <= LONGEST ? visible : `${characters.slice(0, LONGEST - 1).join("")}…`;
}
