import { spawn } from "node:child_process";
import { UserError } from "../../problem.ts";

const INSTALL = "Install it, or give the program itself as the command, without --docker.";

/**
 * Runs a command of Docker's client; resolves to its output. What it says besides is the error's last line if it fails.
 *
 * @param env added to this process's environment
 * @throws {UserError} when there is no client, or it fails
 */
export async function docker(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const child = spawn("docker", args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", () => reject(problem("is not on the PATH", INSTALL)));
    child.on("close", resolve);
  });
  if (code !== 0) throw problem(lastLine(said) ?? `docker ${args[0]} has failed`);
  return output.trim();
}

/** Returns the last line of a text that is not empty, without the mark at its end. */
export function lastLine(text: string): string | undefined {
  return text.trim().split("\n").at(-1)?.replace(/[.?]$/, "") || undefined;
}

function problem(what: string, fix?: string): UserError {
  return new UserError([{ where: "docker", what, fix }]);
}
