import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "./process.ts";
import { folderOf } from "./project.ts";

/** Each shell completes a line in a folder by the script `understudy`, and prints the candidates. */
const shells: Record<string, (line: string) => string[]> = {
  bash: (line) => {
    const code = `source ./understudy
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
      _understudy
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    // Readline divides words at = as well.
    return ["--norc", "-c", code, "bash", ...line.split(/ +|(?==)|(?<==)/)];
  },
  fish: (line) => ["--no-config", "-c", 'source ./understudy; complete -C "$argv"', line],
  // A zsh at a terminal presses Tab; what it would list goes to a file.
  zsh: (line) => {
    const code = `zmodload zsh/zpty
      zpty terminal zsh -f -i
      zpty -w terminal "source ./terminal.zsh"
      zpty -w -n terminal "$1"$'\t'
      zpty -r terminal out '*never*'
      cat found`;
    return ["-f", "-c", code, "zsh", line];
  },
};

const TERMINAL = `
autoload -Uz compinit
compinit -u -D
source ./understudy
touch found
compadd() {
  if (( ! \${@[(I)-[OAD]]} )); then
    local -a hits
    builtin compadd -A hits "$@"
    (( $#hits )) && print -rl -- $hits >> found
  fi
  builtin compadd "$@"
}
press() { zle complete-word; exit }
zle -N press
bindkey '^I' press
`;

const files = {
  "Pulumi.yaml": "",
  "Pulumi.kind.yaml": "",
  "Pulumi.stg.yaml": "",
  "shop.yaml": "",
  "specs/a.yaml": "",
  "terminal.zsh": TERMINAL,
};

const cases: [line: string, candidates: string[]][] = [
  [
    "understudy ",
    "cluster completion config connect dev image intercept key laptop-key latency leave list loadtest preview render router serve start verify".split(
      " ",
    ),
  ],
  ["understudy pre", ["preview"]],
  ["understudy preview ", ["create", "delete", "explain", "list", "reconcile"]],
  ["understudy preview l", ["list"]],
  ["understudy config check --", ["--help", "--json", "--stack", "--strict"]],
  ["understudy start --no", ["--no-watch"]],
  ["understudy config check --stack ", ["kind", "stg"]],
  ["understudy start --json --stack=k", ["kind"]],
  ["understudy serve -v s", ["silent", "success"]],
  ["understudy serve sh", ["shop.yaml"]],
  ["understudy serve --port ", []],
  ["understudy render --out s", ["specs"]],
  ["understudy render --origin sh", ["shop.yaml"]],
  ["understudy completion ", ["bash", "fish", "zsh"]],
];

describe.each(Object.entries(shells))("%s", (shell, call) => {
  let script = "";
  const absent = spawnSync(shell, ["--version"]).error !== undefined;

  beforeAll(async () => {
    const printed = run("/", "completion", shell);
    expect([await printed.ended, printed.stderr]).toEqual([0, ""]);
    script = printed.stdout;
  });

  test.for(cases)("completes %j", ([line, candidates], context) => {
    if (absent) return context.skip(`${shell} is not installed`);
    const folder = folderOf({ ...files, understudy: script });
    const options = { cwd: folder, encoding: "utf8", timeout: 60_000 } as const;
    const { stdout, stderr } = spawnSync(shell, call(line), options);
    const found = stdout.split("\n").filter((text) => text !== "");
    // fish describes candidates, ends folders with a slash, and repeats what stands before a value.
    const names = found.map((text) => text.replace(/\/?(\t.*)?$|^--\w+=/g, ""));
    expect({ names: [...new Set(names)].sort(), stderr }).toEqual({
      names: candidates,
      stderr: "",
    });
  });
});

test.each([[[]], [["csh"]], [["bash", "zsh"]]])("%j is no shell", async (args) => {
  const printed = run("/", "completion", ...args);
  const received = args.length === 0 ? "nothing" : `"${args.join(" ")}"`;
  expect([await printed.ended, printed.stdout, printed.stderr]).toEqual([
    2,
    "",
    `completion: expected one of bash, zsh, fish, received ${received}.\nSee: understudy completion --help\n`,
  ]);
});
