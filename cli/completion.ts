import type { CommandEntry } from "./command/commandEntry.ts";
import { type Command, defineCommand } from "./command/define.ts";
import { UsageError } from "./command/usageError.ts";
import { bashScript } from "./completion/bash.ts";
import { fishScript } from "./completion/fish.ts";
import { completed, type Program } from "./completion/words.ts";
import { zshScript } from "./completion/zsh.ts";

const SCRIPTS: ReadonlyMap<string, (program: Program) => string> = new Map([
  ["bash", bashScript],
  ["zsh", zshScript],
  ["fish", fishScript],
]);

/** Makes the command that prints completion scripts, from the list of all commands and their groups. */
export function completion(
  commands: readonly CommandEntry[],
  groups: ReadonlyMap<string, string>,
): Command {
  const shells = [...SCRIPTS.keys()];
  return defineCommand({
    description: `
      Prints a script that completes commands, options and stacks in a shell. Make it anew after an update: it is made
      from the commands' own tables.`,
    options: {},
    positionals: { usage: `<${shells.join(" | ")}>`, choices: shells },
    examples: [
      "understudy completion bash > ~/.local/share/bash-completion/completions/understudy",
      "understudy completion zsh > ~/.zfunc/_understudy   # a folder of fpath",
      "understudy completion fish > ~/.config/fish/completions/understudy.fish",
    ],
    async run(_values, [shell, ...more]) {
      const script = SCRIPTS.get(shell ?? "");
      if (script === undefined || more.length > 0) {
        const typed = [shell, ...more].filter((word) => word !== undefined).join(" ");
        const what = `expected one of ${shells.join(", ")}, received ${typed ? `"${typed}"` : "nothing"}`;
        throw new UsageError([{ where: "completion", what }]);
      }
      const all = commands.map(async ({ name, summary, load }) =>
        completed(name, summary, (await load()).command),
      );
      process.stdout.write(script({ commands: await Promise.all(all), groups }));
      return 0;
    },
  });
}
