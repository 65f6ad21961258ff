import type { Command } from "./define.ts";
import type { Option } from "./option.ts";
import { flagOf } from "./parse.ts";

const WIDTH = 100;
/** Width of the widest label that has its description beside it. A wider label has its own line. */
const WIDEST = 26;

/** Returns the text that `understudy <name> --help` prints. */
export function usageOf(name: string, command: Command): string {
  const { description, options, positionals, examples = [] } = command;
  const table = Object.entries(options);
  const required = table.flatMap(([option, { ...it }]) =>
    it.type === "string" && it.required ? [`--${option} <${it.placeholder}>`] : [],
  );
  const call = ["understudy", name, ...required, "[options]", positionals?.usage ?? ""];
  const rows = table.map(([option, it]): [string, string] => [labelOf(option, it), textOf(it)]);
  const help = helpFlags(command).toReversed().join(", ");
  return [
    `Usage: ${call.join(" ").trimEnd()}`,
    ...paragraphs(description).flatMap((text) => ["", ...wrap(text, WIDTH)]),
    "",
    "Options:",
    columns([...rows, [help, "Print this text"]]),
    ...(examples.length === 0 ? [] : ["", "Examples:", ...examples.map((line) => `  ${line}`)]),
  ].join("\n");
}

/** Returns the flags that ask for a command's help; `-h` may be an option of the command's own. */
export function helpFlags({ options }: Command): string[] {
  const taken = Object.values(options).some(({ short }) => short === "h");
  return taken ? ["--help"] : ["--help", "-h"];
}

/** Returns two columns as text, the second one wrapped. */
export function columns(rows: readonly (readonly [label: string, text: string])[]): string {
  const fitting = rows.map(([{ length }]) => length).filter((length) => length <= WIDEST);
  const margin = 2 + Math.max(0, ...fitting) + 2;
  return rows
    .flatMap(([label, text]) => {
      const lines = wrap(text, WIDTH - margin);
      const beside = label.length <= WIDEST ? (lines.shift() ?? "") : "";
      const first = `  ${label}`.padEnd(margin) + beside;
      return [first.trimEnd(), ...lines.map((line) => " ".repeat(margin) + line)];
    })
    .join("\n");
}

/** Returns the lines of a text, broken between words. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

function paragraphs(text: string): string[] {
  return text.split(/\n\s*\n/);
}

function labelOf(name: string, option: Option): string {
  const flag = flagOf(name, option);
  const long = option.type === "string" ? `${flag} <${option.placeholder}>` : flag;
  return option.short === undefined ? long : `-${option.short}, ${long}`;
}

function textOf(option: Option): string {
  if (option.type === "boolean") return option.description;
  const notes = [
    ...(option.multiple ? ["may be repeated"] : []),
    ...(option.default === undefined ? [] : [`default: ${option.default}`]),
  ];
  return notes.length === 0 ? option.description : `${option.description} (${notes.join(", ")})`;
}
