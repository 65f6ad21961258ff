import type { PullRequest } from "../forge/pullRequest.ts";
import type { OriginSettings } from "./settings.ts";

/**
 * Returns why a pull request gets no copy of an origin, or undefined if it gets one. The reason names no text that the
 * author of the pull request wrote.
 *
 * @param paths what it changes; undefined if that is not known
 */
export function ineligible(
  pull: PullRequest,
  settings: OriginSettings,
  paths: readonly string[] | undefined,
): string | undefined {
  const reason = ineligibleByItself(pull, settings);
  if (reason !== undefined || settings.paths.length === 0) return reason;
  if (paths === undefined) return undefined;
  return paths.some((path) => isBelow(path, settings.paths))
    ? undefined
    : `it changes nothing below ${settings.paths.join(", ")}`;
}

/** Returns why a pull request gets no copy, whatever it changes. */
export function ineligibleByItself(
  pull: PullRequest,
  settings: OriginSettings,
): string | undefined {
  if (!pull.isOpen) return "it is closed";
  if (pull.isFork) return forkReason(settings);
  if (pull.isDraft && !settings.drafts) return "it is a draft";
  if (settings.base !== undefined && pull.baseBranch !== settings.base) {
    return `it is not for the branch ${settings.base}`;
  }
  if (settings.label !== undefined && !pull.labels.includes(settings.label)) {
    return `it does not have the label ${settings.label}`;
  }
  return undefined;
}

/** Nobody's code runs in the cluster before somebody with write access has seen that very commit. */
function forkReason({ forks }: OriginSettings): string {
  return forks
    ? "it is from a fork, and the forge does not say who labelled it after its last push"
    : "it is from a fork";
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
