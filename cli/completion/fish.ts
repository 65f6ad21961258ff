import {
  type Completed,
  firstWords,
  type Program,
  type Source,
  verbs,
  type Word,
} from "./words.ts";

/** Returns the completion script for fish, version 3 or later. */
export function fishScript(program: Program): string {
  const lines = [
    ...firstWords(program).map(([name, text]) => word("", name, text)),
    ...[...program.groups.keys()].flatMap((group) =>
      verbs(program, group).map(([verb, text]) => word(group, verb, text)),
    ),
    ...program.commands.flatMap(linesOf),
  ];
  return `# Completes understudy in fish. Made by "understudy completion fish".

# Whether exactly these words follow the program's name.
function __understudy_typed
    set -l typed (commandline -opc)
    test "$typed[2..]" = "$argv"
end

# Whether these words come first after the program's name.
function __understudy_runs
    set -l typed (commandline -opc)
    set -l last (math (count $argv) + 1)
    test (count $typed) -ge $last; and test "$typed[2..$last]" = "$argv"
end

function __understudy_stacks
    for file in Pulumi.*.yaml
        string replace --regex '^Pulumi\\.(.+)\\.yaml$' '$1' $file
    end
end

complete -c understudy -f
${lines.join("\n")}
`;
}

function linesOf({ name, options, arguments: rest }: Completed): string[] {
  const condition = `__understudy_runs ${name}`;
  return [
    ...options.map((one) => option(condition, one)),
    ...(rest === "nothing" ? [] : [`complete -c understudy -n ${quoted(condition)} ${from(rest)}`]),
  ];
}

/** Completes a word of a command after the words that come before it. */
function word(before: string, name: string, description: string): string {
  const condition = quoted(`__understudy_typed ${before}`.trimEnd());
  return `complete -c understudy -n ${condition} -a ${name} -d ${quoted(description)}`;
}

function option(condition: string, { name, short, description, value }: Word): string {
  return [
    `complete -c understudy -n ${quoted(condition)}`,
    ...(short === undefined ? [] : [`-s ${short}`]),
    `-l ${name}`,
    ...(value === undefined ? [] : ["-r", from(value)]),
    `-d ${quoted(description)}`,
  ].join(" ");
}

function from(source: Source): string {
  if (source === "nothing") return "-f";
  if (source === "stack") return "-f -a '(__understudy_stacks)'";
  if (source === "file") return "-F";
  if (source === "folder") return "-f -a '(__fish_complete_directories)'";
  return `-f -a ${quoted(source.join(" "))}`;
}

/** In single quotes, fish reads a backslash before a quote or a backslash. */
function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
