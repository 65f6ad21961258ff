import { packageVersion } from "../src/asset.ts";
import { nearest, UserError } from "../src/problem.ts";
import type { CommandEntry } from "./command/commandEntry.ts";
import { columns, helpFlags, usageOf, wrap } from "./command/usage.ts";
import { UsageError } from "./command/usageError.ts";
import { commands, groups } from "./commands.ts";

/**
 * Runs the command line, and resolves to the exit code: 0 for success, 1 if something is wrong, 2 if the call is wrong.
 */
export async function main(args: readonly string[]): Promise<number> {
  const [first, second] = args;
  if (first === undefined) return wrongCall(programUsage());
  if (isHelp(first)) return print(programUsage());
  if (first === "--version" || first === "-v") return print(packageVersion());
  const entry = commands.find(({ name }) => name.split(" ").every((word, i) => args[i] === word));
  if (entry !== undefined) return run(entry, args.slice(entry.name.split(" ").length));
  const about = groups.get(first);
  if (about !== undefined && second === undefined) return wrongCall(groupUsage(first, about));
  if (about !== undefined && isHelp(second)) return print(groupUsage(first, about));
  return wrongCall(unknownCommand(args));
}

async function run({ name, load }: CommandEntry, args: string[]): Promise<number> {
  try {
    const { command } = await load();
    if (!helpFlags(command).some((flag) => args.includes(flag))) return await command.run(args);
    return print(usageOf(name, command));
  } catch (error) {
    return report(error, name);
  }
}

function programUsage(): string {
  const list = commands.map(({ name, summary }) => [name, summary] as const);
  return `Usage: understudy <command> [options]

Commands:
${columns(list)}

Options:
${columns([
  ["-h, --help", "Print this text; after a command or a group of commands, its own"],
  ["-v, --version", "Print the version"],
])}

The exit code is 0 if all is well, 1 if something is wrong, and 2 if the call itself is.

In a checkout of Understudy, "npm run understudy -- <command>" runs it, and "npm run --silent
understudy -- <command>" where a script reads the output.`;
}

function groupUsage(group: string, about: string): string {
  const list = verbsOf(group).map(({ name, summary }) => [name, summary] as const);
  return `Usage: understudy ${group} <command> [options]

${wrap(about, 100).join("\n")}

Commands:
${columns(list)}`;
}

function unknownCommand(args: readonly string[]): string {
  const [first = "", second = ""] = args;
  const words = [first, second].filter((word) => word !== "" && !word.startsWith("-"));
  const typed = words.join(" ");
  const group = groups.has(first) ? verbsOf(first) : undefined;
  const names = (group ?? commands).map(({ name }) => name);
  // After a valid group name, only the verb is compared.
  const near = group
    ? names.find((name) => name === `${first} ${nearest(second, group.map(verbOf))}`)
    : (nearest(typed, names) ?? nearest(first, [...names, ...groups.keys()]));
  const fix =
    near === undefined ? `Expected one of ${names.join(", ")}.` : `Did you mean "${near}"?`;
  return `no such command: ${typed || first}\n  ${fix}`;
}

function verbsOf(group: string): CommandEntry[] {
  return commands.filter(({ name }) => name.startsWith(`${group} `));
}

function verbOf({ name }: CommandEntry): string {
  return name.split(" ")[1] ?? "";
}

/** Prints what went wrong, and returns the exit code. */
function report(error: unknown, name: string): number {
  if (error instanceof UsageError) {
    return wrongCall(`${error.message}\nSee: understudy ${name} --help`);
  }
  if (error instanceof UserError) {
    console.error(error.message);
    return 1;
  }
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (code === "ERR_MODULE_NOT_FOUND" && message.startsWith("Cannot find package")) {
    console.error(`${message.split(" imported ")[0]}.\n  Install the dependencies: npm ci`);
    return 1;
  }
  console.error(error instanceof Error ? error.stack : error);
  console.error("This is a bug in Understudy: please report it with the lines above.");
  return 1;
}

function print(text: string): number {
  console.log(text);
  return 0;
}

function wrongCall(text: string): number {
  console.error(text);
  return 2;
}

function isHelp(text: string | undefined): boolean {
  return text === "--help" || text === "-h";
}
