import { execFile, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { UserError } from "../../problem.ts";
import { onPath } from "./onPath.ts";

const run = promisify(execFile);

/** What was installed last, and to its end. */
const STAMP = "understudy.txt";

export interface WantedLocust {
  /** Version of Locust. */
  version: string;
  /** Requirements as pip reads them. */
  packages: readonly string[];
}

/**
 * Returns the folder with `locust`: of the one on the PATH if it has the wanted version and no packages are wanted, else
 * of a virtual environment, which is made once.
 *
 * @param environment folder of the virtual environment
 * @param say is told what is installed
 * @throws {UserError} when there is no Python, or pip cannot install
 */
export async function locustHere(
  { version, packages }: WantedLocust,
  environment: string,
  say: (text: string) => void,
): Promise<string> {
  const requirements = [`locust==${version}`, ...packages];
  const bin = join(environment, "bin");
  const stamp = join(environment, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === requirements.join("\n")) return bin;
  const there = packages.length === 0 ? onPath("locust") : undefined;
  if (there !== undefined && (await versionOf(there)) === version) return dirname(there);
  await requirePython();
  say(`Installing ${requirements.join(", ")} into ${environment}. This is done once.`);
  rmSync(environment, { recursive: true, force: true });
  try {
    await run("python3", ["-m", "venv", environment]);
  } catch (error) {
    const fix = "On Debian and Ubuntu: apt install python3-venv.";
    throw new UserError([{ where: "python3 -m venv", what: lastLine(error), fix }]);
  }
  await install(join(bin, "pip"), requirements, say);
  writeFileSync(stamp, requirements.join("\n"));
  return bin;
}

/** Locust needs 3.10. */
async function requirePython(): Promise<void> {
  try {
    await run("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]);
  } catch {
    const what = "Locust needs Python 3.10 or newer, and there is none on the PATH";
    throw new UserError([{ where: "--local", what }]);
  }
}

async function install(
  pip: string,
  requirements: readonly string[],
  say: (text: string) => void,
): Promise<void> {
  const options = ["install", "--disable-pip-version-check", "--progress-bar", "off"];
  const child = spawn(pip, [...options, ...requirements], { stdio: ["ignore", "pipe", "pipe"] });
  const wrong: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [, what] = /^Collecting (\S+)/.exec(line) ?? [];
    if (what !== undefined) say(`  ${what}`);
  });
  createInterface({ input: child.stderr }).on("line", (line) => wrong.push(line));
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("close", resolve);
  });
  if (code === 0) return;
  const what = wrong.findLast((line) => line.startsWith("ERROR: ")) ?? wrong.at(-1);
  const fix = "Locust comes from PyPI, or from the index that pip is configured for.";
  throw new UserError([{ where: "pip", what: (what ?? "it failed").replace("ERROR: ", ""), fix }]);
}

/** Returns the version of a program `locust`, or undefined if it does not run. */
async function versionOf(program: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(program, ["--version"]);
    return /^locust (\S+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

function lastLine(error: unknown): string {
  const { stdout = "", stderr = "" } = Object(error);
  return `${stdout}${stderr}`.trim().split("\n").at(-1) || String(error);
}
