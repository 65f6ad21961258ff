import { spawn } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { UserError } from "../../src/problem.ts";

/** How a run of Pulumi's command line ended. */
export interface PulumiRun {
  code: number;
  /** What it printed, on both streams. */
  text: string;
}

/** Another update of the stack is under way: of a backend of files, and of Pulumi Cloud. */
const LOCKED = /currently locked by|\[409\] Conflict/;

/** How often, and how far apart, an update is tried while another one of its stack is under way. */
const TRIES = 30;
const APART_MS = 10_000;

/**
 * Runs `pulumi` with these arguments, what it prints passed on as it comes, unless it is to be quiet. While somebody else updates the stack it
 * waits, five minutes at most: two pull requests are often pushed at once.
 *
 * @throws {UserError} when there is no `pulumi`
 */
export async function pulumi(args: string[], { quiet = false } = {}): Promise<PulumiRun> {
  for (let tries = 1; ; tries++) {
    const run = await runOnce(args, quiet);
    if (run.code === 0 || !LOCKED.test(run.text) || tries === TRIES) return run;
    console.error(`Another update of the stack is under way: trying again (${tries}/${TRIES}).`);
    await setTimeout(APART_MS);
  }
}

function runOnce(args: string[], quiet: boolean): Promise<PulumiRun> {
  return new Promise((resolve, reject) => {
    // Its questions need the terminal's own standard input.
    const child = spawn("pulumi", args, { stdio: ["inherit", "pipe", "pipe"] });
    // Ctrl-C reaches it too: it ends its update in order, and this process has to wait for that.
    const wait = () => {};
    process.on("SIGINT", wait);
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk;
      if (!quiet) process.stdout.write(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      text += chunk;
      if (!quiet) process.stderr.write(chunk);
    });
    child.on("error", (error) => {
      const absent = "code" in error && error.code === "ENOENT";
      reject(absent ? new UserError([NO_PULUMI]) : error);
    });
    child.on("close", (code) => {
      process.off("SIGINT", wait);
      resolve({ code: code ?? 1, text });
    });
  });
}

const NO_PULUMI = {
  where: "pulumi",
  what: "no such command",
  fix: "Install Pulumi, or use npm run understudy, which finds the one that npm ci installs.",
};
