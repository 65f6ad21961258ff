import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { documentPath } from "./story.ts";

const BINARY = join(import.meta.dirname, "real/node_modules/.bin/prism");

/** Whether `npm ci --prefix test/prism/real` was run. */
export const isInstalled = existsSync(BINARY);

export interface Running {
  port: number;
  close(): Promise<void>;
}

/** Starts `prism mock` with a document, and waits until it listens. */
export async function startRealPrism(document: string, flags: readonly string[]): Promise<Running> {
  const child = spawn(
    process.execPath,
    [BINARY, "mock", "--port", "0", ...flags, documentPath(document)],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  return { port: await portOf(child), close: () => stop(child) };
}

/** Goes on reading what Prism prints, so that it is never held up. */
function portOf(child: ChildProcess): Promise<number> {
  const printed: string[] = [];
  return new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error(`prism did not start:\n${printed.join("\n")}`)));
    if (child.stdout === null) return;
    createInterface(child.stdout).on("line", (line) => {
      printed.push(line);
      const port = /Prism is listening on http:\/\/[^ ]*:(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, "exit");
  child.kill();
  await exit;
}
