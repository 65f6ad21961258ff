import type { Command } from "../command/define.ts";
import type { Option } from "../command/option.ts";
import { flagOf } from "../command/parse.ts";
import { helpFlags } from "../command/usage.ts";

/** What completes a value: fixed words, the stacks of the folder, paths, or nothing. */
export type Source = readonly string[] | "stack" | "file" | "folder" | "nothing";

/** An option as a shell completes it. */
export interface Word {
  /** `--stack`, without hyphens: fish asks for it in this way. */
  name: string;
  short?: string;
  description: string;
  /** Undefined for a flag. */
  value?: Source;
}

/** A command as a shell completes it. */
export interface Completed {
  name: string;
  summary: string;
  options: Word[];
  arguments: Source;
}

/** A program as a shell completes it. */
export interface Program {
  commands: readonly Completed[];
  /** The first words of two-word commands, with descriptions. */
  groups: ReadonlyMap<string, string>;
}

/** Returns the words that can follow the program's name, with descriptions. */
export function firstWords({ commands, groups }: Program): [string, string][] {
  const single = commands.filter(({ name }) => !name.includes(" "));
  return [
    ...single.map(({ name, summary }): [string, string] => [name, summary]),
    ...[...groups].map(([group, about]): [string, string] => [group, brief(about)]),
  ];
}

/** Returns the words that can follow a group's name, with descriptions. */
export function verbs({ commands }: Program, group: string): [string, string][] {
  return commands.flatMap(({ name, summary }): [string, string][] => {
    const [first, verb] = name.split(" ");
    return first === group && verb !== undefined ? [[verb, summary]] : [];
  });
}

/** Returns what a shell needs to know about a command. */
export function completed(name: string, summary: string, command: Command): Completed {
  const { options, positionals } = command;
  const own = Object.entries(options).map(([option, it]) => wordOf(option, it));
  const [, short] = helpFlags(command);
  const help = { name: "help", description: "Print the usage", ...(short && { short: "h" }) };
  const none = positionals === undefined ? "nothing" : "file";
  return { name, summary, options: [...own, help], arguments: positionals?.choices ?? none };
}

function wordOf(name: string, option: Option): Word {
  const { description, short } = option;
  const word = {
    name: flagOf(name, option).slice(2),
    description: brief(description),
    // The short form of a flag that is on by default turns it on, while its name is the negation.
    ...(short !== undefined && { short }),
  };
  if (option.type === "boolean") return word;
  return { ...word, value: option.reader?.choices ?? option.completes ?? "nothing" };
}

/** Returns the first sentence of a text, without its full stop: shells show one line. */
export function brief(text: string): string {
  return text.replace(/\.(\s.*)?$/s, "");
}
