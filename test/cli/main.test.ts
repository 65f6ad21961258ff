import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { usageOf } from "../../cli/command/usage.ts";
import { commands, groups } from "../../cli/commands.ts";
import { type RunHere, runHere as run } from "./inProcess.ts";

const names = commands.map(({ name }) => name);

describe("the command line", () => {
  it("lists every command with --help, as each describes itself", async () => {
    const help = run(tmpdir(), "--help");
    expect(await help.ended).toBe(0);
    const listed = help.stdout.match(/^ {2}[a-z].*$/gm)?.map((line) => line.trim().split(/ {2,}/));
    expect(listed).toEqual(commands.map(({ name, summary }) => [name, summary]));
    expect(help.stdout).toContain('In a checkout of Understudy, "npm run understudy -- <command>"');
  });

  it.each(commands)("gives the help of $name", async ({ name, load }) => {
    const help = run(tmpdir(), ...name.split(" "), "--help");
    const { command } = await load();
    const stdout = `${usageOf(name, command)}\n`;
    expect(await outcome(help)).toEqual({ code: 0, stdout, stderr: "" });
  });

  it("has one word for durations, and one for rates", async () => {
    const all = await Promise.all(commands.map(({ load }) => load()));
    const words = (of: RegExp) =>
      all.flatMap(({ command }) =>
        Object.values(command.options).flatMap((option) =>
          option.type === "string" && of.test(option.reader?.expected ?? "")
            ? [option.placeholder]
            : [],
        ),
      );
    expect(new Set(words(/^a duration/))).toEqual(new Set(["duration"]));
    expect(new Set(words(/^a rate/))).toEqual(new Set(["rate"]));
    const other = words(/./).filter((word) => ["time", "timeout"].includes(word));
    expect(other).toEqual([]);
  });

  it("lists the verbs of a group with --help, and where no verb is given", async () => {
    const help = await outcome(run(tmpdir(), "key", "--help"));
    expect(help).toEqual({
      code: 0,
      stdout: `Usage: understudy key <command> [options]

Signing keys, and tokens whose route keys choose services.

Commands:
  key token  Make a token that chooses services, for testers
  key new    Make a key that signs such tokens
`,
      stderr: "",
    });
    expect(await outcome(run(tmpdir(), "key"))).toEqual({
      code: 2,
      stdout: "",
      stderr: help.stdout,
    });
  });

  it("has a group for every command of two words", () => {
    const firsts = names.filter((name) => name.includes(" ")).map((name) => name.split(" ")[0]);
    expect([...groups.keys()].sort()).toEqual([...new Set(firsts)].sort());
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
    expect(await outcome(run(tmpdir(), "perview", "--help"))).toEqual({
      code: 2,
      stdout: "",
      stderr: 'no such command: perview\n  Did you mean "preview"?\n',
    });
  });

  it("names the commands of a group if none is similar", async () => {
    expect(await outcome(run(tmpdir(), "preview", "teleport"))).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "no such command: preview teleport\n  Expected one of preview create, preview list, preview delete, preview reconcile, preview explain.\n",
    });
  });

  it("names all commands if none is similar or none is given", async () => {
    expect(await outcome(run(tmpdir(), "teleport"))).toEqual({
      code: 2,
      stdout: "",
      stderr: `no such command: teleport\n  Expected one of ${names.join(", ")}.\n`,
    });
    const nothing = run(tmpdir());
    expect(await nothing.ended).toBe(2);
    expect(nothing.stderr).toContain("Usage: understudy <command>");
  });

  it("says which option lacks its value", async () => {
    expect(await outcome(run(tmpdir(), "start", "--stack"))).toEqual({
      code: 2,
      stdout: "",
      stderr: "--stack: expected <name>, received nothing.\nSee: understudy start --help\n",
    });
  });

  it("names the nearest option for an unknown one", async () => {
    expect(await outcome(run(tmpdir(), "start", "--stak", "kind"))).toEqual({
      code: 2,
      stdout: "",
      stderr: '--stak: no such option.\n  Did you mean "--stack"?\nSee: understudy start --help\n',
    });
  });

  it("refuses an option that is given twice, and names both values", async () => {
    expect(await outcome(run(tmpdir(), "config", "check", "--stack", "a", "--stack", "b"))).toEqual(
      {
        code: 2,
        stdout: "",
        stderr:
          '--stack: expected one value, received "a" and "b".\nSee: understudy config check --help\n',
      },
    );
  });
});

async function outcome(
  run: RunHere,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const code = await run.ended;
  return { code, stdout: run.stdout, stderr: run.stderr };
}
