import { setTimeout } from "node:timers/promises";
import { isoSeconds } from "../../isoSeconds.ts";
import { formatProblem, type Problem, UserError } from "../../problem.ts";
import type { Line } from "../plan.ts";

/** What a round says. */
export interface Told {
  lines: readonly Line[];
  problems: readonly Problem[];
  warnings: readonly Problem[];
}

/** Where texts go. */
export interface Output {
  log(text: string): void;
  error(text: string): void;
}

/** Does rounds one after another, until it is stopped. */
export class Watch {
  #woken = new AbortController();
  #said = new Map<string, string>();
  #wrong = new Set<string>();

  /** Ends the pause. During a round, the next one follows at once, however often it is woken. */
  wake = (): void => this.#woken.abort();

  /** @param interval the pause between two rounds, in milliseconds */
  async run(
    round: () => Promise<Told>,
    interval: number,
    stop: AbortSignal,
    output: Output = console,
  ): Promise<void> {
    while (!stop.aborted) {
      this.#woken = new AbortController();
      try {
        this.#tell(await round(), output);
      } catch (error) {
        // The next round may find the cluster, or the file, as it should be.
        if (!(error instanceof UserError)) throw error;
        this.#tellProblems(error.problems.map(formatProblem), output);
      }
      const signal = AbortSignal.any([stop, this.#woken.signal]);
      await setTimeout(interval, undefined, { signal }).catch(() => {});
    }
  }

  /** Prints what the round before did not say. */
  #tell({ lines, problems, warnings }: Told, output: Output): void {
    const before = this.#said;
    this.#said = new Map();
    for (const line of lines) {
      const { name, pullRequest, state, reason } = line;
      const id = `${name}  ${pullRequest}`;
      // What was made or changed is unchanged in the next round, which is no news.
      const isDone = /^(made|changed)$/.test(state);
      const text = isDone ? "unchanged" : [state, reason].filter(Boolean).join(": ");
      this.#said.set(id, text);
      if (isDone || before.get(id) !== text) {
        output.log(`${isoSeconds(Date.now())}  ${id}  ${isDone ? state : text}`);
      }
    }
    const warned = warnings.map((warning) => `warning: ${formatProblem(warning)}`);
    this.#tellProblems([...problems.map(formatProblem), ...warned], output);
  }

  #tellProblems(texts: readonly string[], output: Output): void {
    for (const text of new Set(texts)) if (!this.#wrong.has(text)) output.error(text);
    this.#wrong = new Set(texts);
  }
}
