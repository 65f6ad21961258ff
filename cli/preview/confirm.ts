import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { UsageError } from "../command/usageError.ts";

/**
 * Checks that questions can be answered.
 *
 * @throws {UsageError} if questions would be asked, but nobody can answer them
 */
export function checkAsking(yes: boolean): void {
  if (yes || process.stdin.isTTY) return;
  const what = "nobody can be asked before each update: the input is no terminal";
  throw new UsageError([{ where: "--yes", what, fix: "Add --yes to update without asking." }]);
}

/** Asks a question at the terminal, and resolves to whether the answer is yes. Ctrl-C and the end of the input are a no. */
export async function confirmed(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await Promise.race([
      terminal.question(`${question} (yes/no) `),
      once(terminal, "close").then(() => ""),
    ]);
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") return false;
    throw error;
  } finally {
    terminal.close();
  }
}
