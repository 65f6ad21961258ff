import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Command } from "../../cli/command/define.ts";
import { type Problem, UserError } from "../../src/problem.ts";
import { folderOf } from "../cli/project.ts";
import { runProgram } from "../pulumi.ts";
import { BROKEN } from "./brokenStacks.ts";

const STACK = "broken";

/** Every command that takes a stack, with what it is called with. */
const COMMANDS: Record<string, string[]> = {
  "config check": [],
  "cluster check": [],
  render: ["--out", "manifests"],
  image: [],
  start: ["--no-watch", "--port", "0"],
  "start --router": ["--router", "--router-port", "0", "--no-watch", "--port", "0"],
  "preview create": ["--key", "pr-1", "--service", "payments", "--namespace", "shop", "--dry-run"],
  "preview list": [],
  "preview delete": ["--key", "pr-1", "--dry-run"],
};

const HOME = process.cwd();
const commands = new Map<string, Command>();

beforeAll(async () => {
  const modules = {
    "config check": await import("../../cli/configCheck.ts"),
    "cluster check": await import("../../cli/clusterCheck.ts"),
    render: await import("../../cli/render.ts"),
    image: await import("../../cli/image.ts"),
    start: await import("../../cli/start.ts"),
    "start --router": await import("../../cli/start.ts"),
    "preview create": await import("../../cli/previewCreate.ts"),
    "preview list": await import("../../cli/previewList.ts"),
    "preview delete": await import("../../cli/previewDelete.ts"),
  };
  for (const [name, { command }] of Object.entries(modules)) commands.set(name, command);
});

afterEach(() => {
  process.chdir(HOME);
  vi.restoreAllMocks();
});

describe.each(Object.entries(BROKEN))("a stack with %s", (_, { files, problems }) => {
  test.each(Object.keys(COMMANDS))("is refused by %s with all its mistakes", async (name) => {
    process.chdir(folderOf(files));
    expect(await problemsOfCommand(name)).toEqual(problems);
  });

  test("is refused by the Pulumi program with all its mistakes", async () => {
    const root = folderOf(files);
    process.chdir(root);
    const { planProgram } = await import("../../src/program/planProgram.ts");
    const { readStackFile } = await import("../../src/config/stackFile.ts");
    const values = Object.entries(readStackFile(STACK, root, []));
    const config = Object.fromEntries(
      values.map(([key, value]) => [
        `understudy:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    );
    const failed = runProgram(() => planProgram(root), { stack: STACK, config });
    expect(textsOf(await failed.catch((error: unknown) => error))).toEqual(problems);
  });
});

async function problemsOfCommand(name: string): Promise<string[]> {
  vi.spyOn(console, "log").mockReturnValue();
  const said: string[] = [];
  vi.spyOn(console, "error").mockImplementation((text: string) => {
    said.push(text);
  });
  const args = ["--stack", STACK, ...(COMMANDS[name] ?? [])];
  try {
    // `config check` prints them, and the others leave that to the command line.
    expect(await commands.get(name)?.run(args)).toBe(1);
    return said;
  } catch (error) {
    return textsOf(error);
  }
}

function textsOf(error: unknown): string[] {
  if (!(error instanceof UserError)) throw error;
  return error.problems.map(textOf);
}

function textOf({ where, what, fix }: Problem): string {
  return `${where}: ${what}.${fix === undefined ? "" : `\n  ${fix}`}`;
}
