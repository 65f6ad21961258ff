/** One command of the command line; a module exports it as `command`. */
export interface Command {
  /** One line for the list of commands, without a full stop. */
  summary: string;
  /** The whole help text. */
  usage: string;
  /** Whether `-h` is an option of its own here and does not ask for the help. */
  ownsShortHelp?: true;
  /**
   * Runs with the arguments after the command's name and resolves to the exit code: 0 all well, 1 the user's input
   * is wrong or the command failed, 2 wrong usage. May throw `UserError`, and what `parseArgs` throws.
   */
  run(args: string[]): Promise<number>;
}
