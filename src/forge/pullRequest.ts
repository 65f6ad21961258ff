/** A pull request, as every forge has it. */
export interface PullRequest {
  /** `github.com/owner/name`, in lower case. */
  repository: string;
  number: number;
  isOpen: boolean;
  isDraft: boolean;
  /** Whether its branch is in another repository. */
  isFork: boolean;
  branch: string;
  baseBranch: string;
  /** Full hash of the newest commit. */
  sha: string;
  labels: string[];
  /** Text of the pull request, with lines such as `Understudy-Key: checkout-2`. */
  body: string;
  url: string;
  /** When its newest commit was pushed, or, where the forge does not tell, when it last changed. ISO 8601 in UTC. */
  pushed: string;
}

/** What a forge answered about the pull requests of a repository. */
export type RepositoryAnswer =
  /** Every open one, on all pages. */
  | { repository: string; isComplete: true; open: PullRequest[] }
  /** The forge did not answer, or only in part: nothing may be concluded from what is missing. */
  | { repository: string; isComplete: false; open: PullRequest[]; reason: string };

/** Whether a person with write access has labelled a commit; undefined if that cannot be told now. */
export interface LabelAnswer {
  isLabelled: boolean | undefined;
  /** A sentence without its full stop. It names nothing that the author of the pull request wrote. */
  reason: string;
}

/** Where pull requests are read from. */
export interface Forge {
  /** Returns the open pull requests of a repository. Never throws: what went wrong is in the answer. */
  openPullRequests(repository: string): Promise<RepositoryAnswer>;
  /** Returns one pull request by its number, or undefined if the forge did not clearly answer. */
  pullRequest(repository: string, number: number): Promise<PullRequest | undefined>;
  /** Returns the paths that a pull request changes, or undefined if the forge did not answer. */
  changedPaths(repository: string, number: number): Promise<string[] | undefined>;
  /** Returns whether a person with write access has put a label on this very commit of a pull request. */
  isLabelledByWriter(
    repository: string,
    number: number,
    label: string,
    sha: string,
  ): Promise<LabelAnswer>;
}
