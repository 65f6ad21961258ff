import { setTimeout } from "node:timers/promises";
import { isoSeconds } from "../../isoSeconds.ts";
import { formatProblem, type Problem, UserError } from "../../problem.ts";
import type { Line } from "../plan.ts";

/** What a round says. */
export interface Told {
  lines: readonly Line[];
  problems: readonly Problem[];
  warnings: readonly Problem[];
  /** Tells elsewhere what became of the copies, until the signal. Resolves to the problems. */
  report?(until?: AbortSignal): Promise<readonly Problem[]>;
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
      const told = await this.#try(round, output);
      const over = new AbortController();
      const signal = AbortSignal.any([stop, this.#woken.signal]);
      const pause = setTimeout(interval, undefined, { signal })
        .catch(() => {})
        .finally(() => over.abort());
      if (told !== undefined) {
        // Reports take a second each: they fill the pause, and no copy waits for them.
        const untold = stop.aborted ? [] : await told.report?.(over.signal);
        this.#tellProblems(told, untold ?? [], output);
      }
      await pause;
    }
  }

  /** Does a round, and prints its lines. */
  async #try(round: () => Promise<Told>, output: Output): Promise<Told | undefined> {
    try {
      const told = await round();
      this.#tellLines(told.lines, output);
      return told;
    } catch (error) {
      // The next round may find the cluster, or the file, as it should be.
      if (!(error instanceof UserError)) throw error;
      this.#tellNew(error.problems.map(formatProblem), output);
      return undefined;
    }
  }

  /** Prints what the round before did not say. */
  #tellLines(lines: readonly Line[], output: Output): void {
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
  }

  #tellProblems({ problems, warnings }: Told, untold: readonly Problem[], output: Output): void {
    const warned = warnings.map((warning) => `warning: ${formatProblem(warning)}`);
    this.#tellNew([...[...problems, ...untold].map(formatProblem), ...warned], output);
  }

  #tellNew(texts: readonly string[], output: Output): void {
    for (const text of new Set(texts)) if (!this.#wrong.has(text)) output.error(text);
    this.#wrong = new Set(texts);
  }
}
