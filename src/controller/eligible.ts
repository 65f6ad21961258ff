import type { LabelAnswer, PullRequest } from "../forge/pullRequest.ts";
import type { OriginSettings } from "./settings.ts";

/** What a forge has to be asked about a pull request beside the list; undefined if that is not known. */
export interface PullFacts {
  /** What it changes. */
  paths: readonly string[] | undefined;
  /** Whether a writer has put the origin's label on its newest commit. */
  labelled: LabelAnswer | undefined;
}

/**
 * Returns why a pull request gets no copy of an origin, or undefined if it gets one. The reason names no text that the
 * author of the pull request wrote.
 */
export function ineligible(
  pull: PullRequest,
  settings: OriginSettings,
  { paths, labelled }: PullFacts,
): string | undefined {
  const reason = ineligibleByItself(pull, settings);
  if (reason !== undefined) return reason;
  // Nobody's code runs in the cluster before somebody with write access has seen that very commit.
  if (pull.isFork && labelled?.isLabelled === false) {
    return `it is from a fork, and ${labelled.reason}`;
  }
  if (settings.paths.length === 0 || paths === undefined) return undefined;
  return paths.some((path) => isBelow(path, settings.paths))
    ? undefined
    : `it changes nothing below ${settings.paths.join(", ")}`;
}

/** Returns why a pull request gets no copy, whatever it changes and whoever labelled it. */
export function ineligibleByItself(
  pull: PullRequest,
  settings: OriginSettings,
): string | undefined {
  if (!pull.isOpen) return "it is closed";
  if (pull.isFork && !settings.forks) return "it is from a fork";
  if (pull.isDraft && !settings.drafts) return "it is a draft";
  if (settings.base !== undefined && pull.baseBranch !== settings.base) {
    return `it is not for the branch ${settings.base}`;
  }
  if (settings.label !== undefined && !hasLabel(pull, settings.label)) {
    return `it does not have the label ${settings.label}`;
  }
  return undefined;
}

/** GitHub keeps no two labels that differ by case alone. */
function hasLabel({ labels }: PullRequest, label: string): boolean {
  return labels.some((one) => one.toLowerCase() === label.toLowerCase());
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
