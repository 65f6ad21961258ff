import { quoted } from "../../src/shellWord.ts";
import {
  type Completed,
  firstWords,
  type Program,
  type Source,
  verbs,
  type Word,
} from "./words.ts";

/** Returns the completion script for zsh. It can be sourced, or lie in a folder of `fpath` as `_understudy`. */
export function zshScript(program: Program): string {
  const groups = [...program.groups.keys()];
  const list = (words: [string, string][]) =>
    words.map(([name, description]) => quoted(`${name}:${description}`)).join(" ");
  return `#compdef understudy
# Completes understudy in zsh. Made by "understudy completion zsh".

_understudy_stacks() {
  local -a stacks=(Pulumi.*.yaml(N))
  stacks=(\${\${stacks#Pulumi.}%.yaml})
  (( $#stacks )) && _describe 'stack' stacks
}

_understudy() {
  local command=$words[2] typed=1
  local -a list
  case $command in
    ${groups.join("|")}) command="$command $words[3]" typed=2 ;;
  esac
  if (( CURRENT <= typed + 1 )); then
    case "$CURRENT $words[2]" in
${groups.map((group) => `      "3 ${group}") list=(${list(verbs(program, group))}) ;;`).join("\n")}
      *) list=(${list(firstWords(program))}) ;;
    esac
    _describe 'command' list
    return
  fi
  shift $typed words
  (( CURRENT -= typed ))
  case $command in
${program.commands.map(argumentCase).join("\n")}
  esac
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _understudy "$@"
else
  compdef _understudy understudy
fi
`.replaceAll("`", "`");
}

function argumentCase({ name, options, arguments: rest }: Completed): string {
  const specs = options.flatMap((option) => specsOf(option));
  const more = rest === "nothing" ? [] : [quoted(`*:argument:${action(rest)}`)];
  const call = ["_arguments -S", ...specs, ...more].join(" \\\n      ");
  return `    ${quoted(name)})\n      ${call}\n      ;;`;
}

/** Returns specifications for `_arguments`: one for the option, and one for its short form. */
function specsOf({ name, short, description, value }: Word): string[] {
  const text = description.replace(/[[\]\\:]/g, "\\$&");
  const after = value === undefined ? "" : `:value:${action(value)}`;
  const long = `*--${name}${value === undefined ? "" : "="}[${text}]${after}`;
  const brief =
    short === undefined ? [] : [`*-${short}${value === undefined ? "" : "+"}[${text}]${after}`];
  return [long, ...brief].map(quoted);
}

function action(source: Source): string {
  if (source === "nothing") return "( )";
  if (source === "stack") return "_understudy_stacks";
  if (source === "file") return "_files";
  if (source === "folder") return "_files -/";
  return `(${source.join(" ")})`;
}
