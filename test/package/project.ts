import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { inject, onTestFinished } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Makes a project of these files, in which the package is installed, for as long as the test runs.
 * @param links packages that are installed beside it, at the repository's versions
 */
export function makeProject(files: Record<string, string>, links: string[] = []): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "understudy-project-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(inject("installed"), "node_modules"), join(folder, "node_modules"), {
    recursive: true,
  });
  for (const name of links) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), link);
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Options of vitest: on a busy machine its five seconds are too few. */
export const PATIENT = ["--testTimeout=120000", "--hookTimeout=120000"];

/** How a program ended, and what it printed. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, with nothing of the environment but the PATH. */
export async function run(
  cwd: string,
  program: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const { PATH = "", HOME = "" } = process.env;
  try {
    const ended = await promisify(execFile)(program, args, { cwd, env: { PATH, HOME, ...env } });
    return { code: 0, ...ended };
  } catch (error) {
    const { code, stdout, stderr } = error as Ended;
    return { code, stdout, stderr };
  }
}

export const ORDERS = `openapi: 3.0.3
info: { title: Orders, version: "1" }
paths:
  /orders/{id}:
    get:
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200":
          description: An order
          content: { application/json: { example: { id: o-1 } } }
`;
