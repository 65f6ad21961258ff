/** A pull request of a repository. */
export interface PullId {
  /** `github.com/acme/payments` */
  repository: string;
  number: number;
  /** `github.com/acme/payments#12` */
  text: string;
}

/** Returns what a pull request is called in texts and annotations. */
export function pullIdOf({ repository, number }: { repository: string; number: number }): PullId {
  return { repository, number, text: `${repository}#${number}` };
}

/** Returns the pull request that a text names, or undefined if it names none. */
export function readPullId(text: string): PullId | undefined {
  const [, repository, digits] = /^([^\s#]+\/[^\s#]+\/[^\s#]+)#([1-9]\d{0,15})$/.exec(text) ?? [];
  const number = Number(digits);
  if (repository === undefined || !Number.isSafeInteger(number)) return undefined;
  return pullIdOf({ repository, number });
}
