import { structuredPatch } from "diff";

/** Lines around a change that are shown too. */
const CONTEXT = 3;

/** Returns the difference between two texts line by line, with some lines around each change; "" if there is none. */
export function unifiedDiff(before: string, after: string): string {
  const [old, now] = [withEnd(before), withEnd(after)];
  const { hunks } = structuredPatch("", "", old, now, "", "", { context: CONTEXT });
  return hunks
    .map(({ lines }) => lines.map((line) => `${line.charAt(0)} ${line.slice(1)}`).join("\n"))
    .join("\n  ...\n");
}

/** Whether the last line ends is no difference to people. */
function withEnd(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
