import type { Command } from "./define.ts";

/**
 * A command in the list of all commands. Its module is loaded only when it runs, so that no command waits for another
 * one's imports.
 */
export interface CommandEntry {
  /** One word, or a group and a verb. */
  name: string;
  /** One line for the list of commands, without a full stop. */
  summary: string;
  load(): Promise<{ command: Command }>;
}
