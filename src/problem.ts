import { stringifyJson } from "./exactJson.ts";

/** One mistake in something the user wrote. Every field is text in the user's own words. */
export interface Problem {
  /** File, then the line or the path in it: `specs/shop.yaml:12`, `Pulumi.stg.yaml: services[0].name`. */
  where: string;
  /** What is wrong, as a sentence without its full stop: `expected a duration such as "250ms", received 250`. */
  what: string;
  /** What to do about it, as a whole sentence. */
  fix?: string | undefined;
}

/**
 * All mistakes of the user that one command found. The message is written for people and complete in itself: no stack
 * trace belongs beside it.
 */
export class UserError extends Error {
  readonly problems: readonly Problem[];
  /** Pulumi prints an error that carries this mark without a stack trace (`RunError.isInstance`). */
  readonly __pulumiRunError = true;

  constructor(problems: readonly Problem[]) {
    const message = problems.map(formatProblem).join("\n");
    super(message);
    this.name = "UserError";
    this.problems = problems;
    // Pulumi writes `error serializing property "metadata": ` before the message of an error in an Output, once for
    // each resource that waits for it.
    Object.defineProperty(this, "message", { get: () => message, set: () => {} });
  }
}

/** Returns what `run` returns. If it throws a UserError, returns undefined and adds its problems to `problems`. */
export function attempt<T>(problems: Problem[], run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

/** Returns `where: what.` and, on an indented line below it, the fix. */
export function formatProblem(problem: Problem): string {
  const line = `${problem.where}: ${problem.what}.`;
  return problem.fix === undefined ? line : `${line}\n  ${problem.fix}`;
}

/** Returns the problems without those that would be reported twice in the same words. */
export function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}

/** Returns a received value as problems show it: JSON, at most 60 characters. */
export function received(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = stringifyJson(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

/** Returns `a, b and c`. */
export function and(words: readonly string[]): string {
  return series(words, "and");
}

/** Returns `a, b or c`. */
export function or(words: readonly string[]): string {
  return series(words, "or");
}

function series(words: readonly string[], link: string): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${link} ${words.at(-1)}`;
}

/** Returns `Did you mean "x"?` for the candidate nearest to `name`, or undefined if none is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const best = nearest(name, candidates);
  return best === undefined ? undefined : `Did you mean "${best}"?`;
}

/**
 * Returns the candidate nearest to `name`, or undefined if more than a third of every candidate would have to change.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
