import type { Forge } from "../pullRequest.ts";
import type { WrittenPull, WrittenRepository } from "./readPulls.ts";

/** Returns a forge that knows what a file says. */
export function fileForge(written: readonly WrittenRepository[], file: string): Forge {
  const repositories = new Map(written.map((one) => [one.repository, one]));
  const pulls = new Map(written.map((one) => [one.repository, byNumber(one.pulls)]));
  const pullOf = (repository: string, number: number) => pulls.get(repository)?.get(number);
  return {
    async openPullRequests(repository) {
      const found = repositories.get(repository);
      const all = [...(pulls.get(repository)?.values() ?? [])];
      const open = all.filter(({ isOpen }) => isOpen);
      if (found?.isComplete) return { repository, isComplete: true, open };
      const reason =
        found === undefined
          ? `${file} says nothing about it`
          : `${file} does not have all open pull requests`;
      return { repository, isComplete: false, open, reason };
    },
    async pullRequest(repository, number) {
      return pullOf(repository, number);
    },
    async changedPaths(repository, number) {
      return pullOf(repository, number)?.changedPaths;
    },
    async isLabelledByWriter() {
      return { isLabelled: undefined, reason: `${file} does not say who put a label on it` };
    },
  };
}

/**
 * Returns one entry for each number. A pull request that was closed between two lists is in both of them: then the open one
 * counts, as it proves nothing. Of others the last one does.
 */
function byNumber(pulls: readonly WrittenPull[]): Map<number, WrittenPull> {
  const openLast = pulls.toSorted((a, b) => Number(a.isOpen) - Number(b.isOpen));
  return new Map(openLast.map((pull) => [pull.number, pull]));
}
