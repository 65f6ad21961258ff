import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

/** A process that outlives the program may keep its output open. Nothing of it is waited for longer, in milliseconds. */
const LATE = 500;

/**
 * Passes on each line that a program prints, on either stream.
 *
 * @returns a promise of the last line: it resolves once the program has ended and its output too
 */
export async function passLines(
  child: ChildProcess,
  onLine: (line: string) => void,
): Promise<void> {
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const ends = streams.map((input) => {
    const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    lines.on("line", onLine);
    return once(lines, "close");
  });
  const ended = once(child, "exit").catch(() => {});
  await Promise.race([Promise.all(ends), ended.then(() => setTimeout(LATE))]);
}
