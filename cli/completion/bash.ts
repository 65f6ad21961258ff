import { quoted } from "../../src/shellWord.ts";
import {
  type Completed,
  firstWords,
  type Program,
  type Source,
  verbs,
  type Word,
} from "./words.ts";

/** Returns the completion script for bash, version 3 (that of macOS) or later. */
export function bashScript(program: Program): string {
  const { commands } = program;
  const groups = [...program.groups.keys()];
  const names = (list: [string, string][]) => quoted(list.map(([name]) => name).join(" "));
  const values = commands.flatMap(valueCases);
  const rests = commands.map(({ name, arguments: rest }): Case => [`${quoted(`${name} `)}*`, rest]);
  return `# Completes understudy in bash. Made by "understudy completion bash".

_understudy_words() {
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
}

_understudy_stacks() {
  local file stacks=
  for file in Pulumi.*.yaml; do
    [ -e "$file" ] || continue
    file=\${file#Pulumi.}
    stacks="$stacks \${file%.yaml}"
  done
  _understudy_words "$stacks"
}

_understudy_paths() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen "$1" -- "$cur"))
  # Readline quotes paths, and puts a slash after folders. An older bash cannot be asked to.
  compopt -o filenames 2>/dev/null
}

_understudy() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="\${COMP_WORDS[1]}" words=1
  COMPREPLY=()
  case "$command" in
    ${groups.join(" | ")}) command="$command \${COMP_WORDS[2]}" words=2 ;;
  esac
  if [ "$COMP_CWORD" -le "$words" ]; then
    case "$COMP_CWORD \${COMP_WORDS[1]}" in
${groups.map((group) => `      "2 ${group}") _understudy_words ${names(verbs(program, group))} ;;`).join("\n")}
      *) _understudy_words ${names(firstWords(program))} ;;
    esac
    return
  fi
  # Readline takes --stack=stg for three words.
  [ "$cur" = = ] && cur=
  [ "$prev" = = ] && prev="\${COMP_WORDS[COMP_CWORD-2]}"
  case "$command $prev" in
${merged(values, "; return")}
  esac
  case "$command $cur" in
${commands.map(flagCase).join("\n")}
${merged(
  rests.filter(([, source]) => source !== "nothing"),
  "",
)}
  esac
}

complete -F _understudy understudy
`;
}

/** A pattern of the shell, and what completes the word if the pattern matches. */
type Case = [pattern: string, source: Source];

/** Returns one line for all cases with the same completion. */
function merged(cases: Case[], end: string): string {
  return [...Map.groupBy(cases, ([, source]) => fill(source))]
    .map(([call, same]) => `    ${same.map(([pattern]) => pattern).join(" | ")}) ${call}${end} ;;`)
    .join("\n");
}

function flagCase({ name, options }: Completed): string {
  const flags = options.map((option) => `--${option.name}`).join(" ");
  return `    ${quoted(`${name} -`)}*) _understudy_words ${quoted(flags)} ;;`;
}

/** Returns a case for each option with a value: what can follow it. */
function valueCases({ name: command, options }: Completed): Case[] {
  return options.flatMap(({ name, short, value }: Word): Case[] => {
    if (value === undefined) return [];
    const forms = [`--${name}`, ...(short === undefined ? [] : [`-${short}`])];
    return forms.map((form) => [quoted(`${command} ${form}`), value]);
  });
}

function fill(source: Source): string {
  if (source === "nothing") return ":";
  if (source === "stack") return "_understudy_stacks";
  if (source === "file") return "_understudy_paths -f";
  if (source === "folder") return "_understudy_paths -d";
  return `_understudy_words ${quoted(source.join(" "))}`;
}
