import { tmpdir } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { command as clusterCheck } from "../../cli/clusterCheck.ts";
import type { Command } from "../../cli/command.ts";
import { command as configCheck } from "../../cli/configCheck.ts";
import { command as image } from "../../cli/image.ts";
import { command as keyNew } from "../../cli/keyNew.ts";
import { command as keyToken } from "../../cli/keyToken.ts";
import { command as previewCreate } from "../../cli/previewCreate.ts";
import { command as previewDelete } from "../../cli/previewDelete.ts";
import { command as previewList } from "../../cli/previewList.ts";
import { command as render } from "../../cli/render.ts";
import { command as serve } from "../../cli/serve.ts";
import { command as start } from "../../cli/start.ts";
import { endAll, type Run, run } from "./process.ts";

afterEach(endAll);

const commands: [string, Command][] = [
  ["start", start],
  ["serve", serve],
  ["render", render],
  ["image", image],
  ["preview create", previewCreate],
  ["preview list", previewList],
  ["preview delete", previewDelete],
  ["config check", configCheck],
  ["key token", keyToken],
  ["key new", keyNew],
  ["cluster check", clusterCheck],
];

describe("the command line", () => {
  it("lists every command with --help, as each describes itself", async () => {
    const help = run(tmpdir(), "--help");
    expect(await help.ended).toBe(0);
    const listed = help.stdout.match(/^ {2}[a-z].*$/gm)?.map((line) => line.trim().split(/ {2,}/));
    expect(listed).toEqual(commands.map(([name, { summary }]) => [name, summary]));
  });

  it.each(commands)("gives the help of %s", async (name, command) => {
    const help = run(tmpdir(), ...name.split(" "), "--help");
    expect(await outcome(help)).toEqual({ code: 0, stdout: `${command.usage}\n`, stderr: "" });
  });

  it("tells its version", async () => {
    expect(await outcome(run(tmpdir(), "--version"))).toEqual({
      code: 0,
      stdout: "0.1.0\n",
      stderr: "",
    });
  });

  it("names the nearest command for an unknown one", async () => {
    expect(await outcome(run(tmpdir(), "strat"))).toEqual({
      code: 2,
      stdout: "",
      stderr: 'no such command: strat\n  Did you mean "start"?\n',
    });
    expect(await outcome(run(tmpdir(), "config", "chekc", "--stack", "stg"))).toEqual({
      code: 2,
      stdout: "",
      stderr: 'no such command: config chekc\n  Did you mean "config check"?\n',
    });
  });

  it("names all commands where none is near, and where none is given", async () => {
    expect(await outcome(run(tmpdir(), "teleport"))).toEqual({
      code: 2,
      stdout: "",
      stderr: `no such command: teleport\n  Expected one of ${commands.map(([name]) => name).join(", ")}.\n`,
    });
    const nothing = run(tmpdir());
    expect(await nothing.ended).toBe(2);
    expect(nothing.stderr).toContain("Usage: npm run understudy -- <command>");
  });

  it("says which option lacks its value", async () => {
    expect(await outcome(run(tmpdir(), "start", "--stack"))).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "Option '--stack <value>' argument missing\nSee: npm run understudy -- start --help\n",
    });
  });

  it("names the nearest option for an unknown one", async () => {
    expect(await outcome(run(tmpdir(), "start", "--stak", "kind"))).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "Unknown option '--stak'\n  Did you mean \"--stack\"?\nSee: npm run understudy -- start --help\n",
    });
  });
});

async function outcome(run: Run): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const code = await run.ended;
  return { code, stdout: run.stdout, stderr: run.stderr };
}
