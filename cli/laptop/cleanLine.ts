import { stripVTControlCharacters } from "node:util";

/** A sequence that sets colours and styles (SGR). */
const STYLE = new RegExp(`(${"\x1b"}\\[[\\d;:]*m)`);

/** Returns a line of a program's without what would move a terminal's cursor or clear it. */
export function cleanLine(line: string, hasColors: boolean): string {
  return line
    .split(STYLE)
    .map((part, i) => {
      const isStyle = i % 2 === 1;
      if (isStyle) return hasColors ? part : "";
      return stripVTControlCharacters(part).replace(/[^\P{Cc}\t]/gu, "");
    })
    .join("");
}
