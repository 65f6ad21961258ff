import type { Forge } from "../pullRequest.ts";
import type { WrittenRepository } from "./readPulls.ts";

/** Returns a forge that knows what a file says. */
export function fileForge(written: readonly WrittenRepository[], file: string): Forge {
  const repositories = new Map(written.map((one) => [one.repository, one]));
  const pullOf = (repository: string, number: number) =>
    repositories.get(repository)?.pulls.find((pull) => pull.number === number);
  return {
    async openPullRequests(repository) {
      const found = repositories.get(repository);
      const open = (found?.pulls ?? []).filter(({ isOpen }) => isOpen);
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
