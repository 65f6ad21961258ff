import { readFileSync } from "node:fs";
import { didYouMean, UserError } from "../src/problem.ts";
import type { Command } from "./command.ts";

/** Loaded when they run: a command's libraries are not the others' burden. */
const commands: Record<string, { summary: string; load: () => Promise<{ command: Command }> }> = {
  start: {
    summary: "Serve the mocks on this machine",
    load: () => import("./start.ts"),
  },
  serve: {
    summary: "Serve documents, with the options of prism mock",
    load: () => import("./serve.ts"),
  },
  render: {
    summary: "Write the Kubernetes objects as YAML",
    load: () => import("./render.ts"),
  },
  image: {
    summary: "Write what the images are built from, and how",
    load: () => import("./image.ts"),
  },
  "preview create": {
    summary: "Make a preview replica, or update it",
    load: () => import("./previewCreate.ts"),
  },
  "preview list": {
    summary: "List the preview replicas in the cluster",
    load: () => import("./previewList.ts"),
  },
  "preview delete": {
    summary: "Remove the preview replicas of a key",
    load: () => import("./previewDelete.ts"),
  },
  "config check": {
    summary: "Check a stack's configuration, its documents and latency files",
    load: () => import("./configCheck.ts"),
  },
  "key token": {
    summary: "Make a token that chooses services, for testers",
    load: () => import("./keyToken.ts"),
  },
  "key new": {
    summary: "Make a key that signs such tokens",
    load: () => import("./keyNew.ts"),
  },
  "cluster check": {
    summary: "Ask the cluster whether it will take a stack",
    load: () => import("./clusterCheck.ts"),
  },
};

const usage = `Usage: npm run understudy -- <command> [options]

Commands:
${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(16)}${summary}`)
  .join("\n")}

Options:
  -h, --help      This text; after a command, that command's own
  -v, --version   The version`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const [first] = args;
  if (first === undefined) {
    console.error(usage);
    return 2;
  }
  if (first === "--help" || first === "-h") {
    console.log(usage);
    return 0;
  }
  if (first === "--version" || first === "-v") {
    console.log(version());
    return 0;
  }
  const name = Object.keys(commands).find((candidate) => startsWith(args, candidate));
  const entry = name === undefined ? undefined : commands[name];
  if (name === undefined || entry === undefined) return unknownCommand(args);
  const rest = args.slice(name.split(" ").length);
  let help = "";
  try {
    const { command } = await entry.load();
    help = command.usage;
    const asked = rest.includes("--help") || (!command.ownsShortHelp && rest.includes("-h"));
    if (!asked) return await command.run(rest);
    console.log(help);
    return 0;
  } catch (error) {
    return report(error, name, help);
  }
}

/** Says what went wrong and returns the exit code for it. */
function report(error: unknown, name: string, help: string): number {
  if (error instanceof UserError) {
    console.error(error.message);
    return 1;
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : String(error);
  if (code.startsWith("ERR_PARSE_ARGS_")) {
    // Its second sentence is advice about positional arguments.
    console.error(message.split(". ")[0]);
    const unknown = /'(--?[^ ']+)/.exec(message)?.[1] ?? "";
    const known: string[] = help.match(/--[a-zA-Z-]+/g) ?? [];
    const fix = known.includes(unknown) ? undefined : didYouMean(unknown, known);
    if (fix !== undefined) console.error(`  ${fix}`);
    console.error(`See: npm run understudy -- ${name} --help`);
    return 2;
  }
  if (code === "ERR_MODULE_NOT_FOUND" && message.startsWith("Cannot find package")) {
    console.error(`${message.split(" imported ")[0]}.\n  Install the dependencies: npm ci`);
    return 1;
  }
  console.error(error instanceof Error ? error.stack : error);
  console.error("This is a bug in Understudy: please report it with the lines above.");
  return 1;
}

function unknownCommand(args: string[]): number {
  const typed = args.slice(0, 2).filter((arg) => !arg.startsWith("-"));
  const names = Object.keys(commands);
  const fix = didYouMean(typed.join(" "), names) ?? didYouMean(typed[0] ?? "", names);
  console.error(`no such command: ${typed.length === 0 ? args[0] : typed.join(" ")}`);
  console.error(`  ${fix ?? `Expected one of ${names.join(", ")}.`}`);
  return 2;
}

function startsWith(args: string[], name: string): boolean {
  return name.split(" ").every((word, i) => args[i] === word);
}

function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  const { version }: { version: string } = JSON.parse(text);
  return version;
}
