import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { stackFileOf } from "../../src/config/stackFile.ts";
import { type Problem, UserError } from "../../src/problem.ts";
import type { DatadogKeys } from "../../src/sources/datadog/api.ts";
import type { SourceStack } from "./sourceModule.ts";

const run = promisify(execFile);

interface Place {
  variable: string;
  /** The setting of Pulumi's provider for Datadog, which stacks that make monitors have already. */
  setting: string;
  what: string;
}

const PLACES: Record<keyof DatadogKeys, Place> = {
  api: { variable: "DD_API_KEY", setting: "datadog:apiKey", what: "API key" },
  app: { variable: "DD_APP_KEY", setting: "datadog:appKey", what: "application key" },
};

/**
 * Returns Datadog's keys from the environment, or from the stack's encrypted configuration.
 * @throws {UserError} without the keys in its text
 */
export async function datadogKeys(stack: SourceStack): Promise<DatadogKeys> {
  const problems: Problem[] = [];
  const api = await findKey(PLACES.api, stack, problems);
  const app = await findKey(PLACES.app, stack, problems);
  if (problems.length > 0) throw new UserError(problems);
  return { api, app };
}

async function findKey(
  { variable, setting, what }: Place,
  stack: SourceStack,
  problems: Problem[],
): Promise<string> {
  const given = process.env[variable]?.trim();
  if (given) return check(given, variable, problems);
  if (await isInStack(setting, stack)) {
    return check(await decrypt(setting, stack, problems), setting, problems);
  }
  const file = stackFileOf(stack.name);
  problems.push({
    where: variable,
    what: `Datadog's ${what} is missing`,
    fix: `Set ${variable}, or encrypt the key in ${file}: pulumi config set --secret ${setting} --stack ${stack.name}`,
  });
  return "";
}

/** Node's own error for a header that it cannot send has the header's value in it. */
function check(key: string, where: string, problems: Problem[]): string {
  if (!/^[!-~]*$/.test(key)) {
    const what = "the key has characters that no key has, such as spaces or line breaks";
    problems.push({ where, what });
  }
  return key;
}

async function isInStack(setting: string, { name, root }: SourceStack): Promise<boolean> {
  const text = await readFile(join(root, stackFileOf(name)), "utf8").catch(() => "");
  return new RegExp(`^\\s+["']?${setting}["']?\\s*:`, "m").test(text);
}

/** Only Pulumi can decrypt: the key is with a passphrase, its service or a cloud's key management. */
async function decrypt(
  setting: string,
  { name, root }: SourceStack,
  problems: Problem[],
): Promise<string> {
  const args = ["config", "get", setting, "--stack", name, "--cwd", root, "--non-interactive"];
  try {
    return (await run("pulumi", args)).stdout.trim();
  } catch (error) {
    const { stderr = "", code } = error as { stderr?: string; code?: unknown };
    const [, reason] = /^error: (.+)$/m.exec(stderr) ?? [];
    const missing = code === "ENOENT" ? "no such command: pulumi" : undefined;
    const why = (missing ?? reason ?? "pulumi config get failed").replace(/\.$/, "");
    problems.push({
      where: `${stackFileOf(name)}: ${setting}`,
      what: `the key cannot be decrypted: ${why}`,
    });
    return "";
  }
}
