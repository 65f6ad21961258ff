import type { Forge } from "../forge/pullRequest.ts";

/** Nobody says anything about pull requests: copies are explained as far as the cluster tells. */
export const NO_FORGE: Forge = {
  async openPullRequests(repository) {
    const reason = "nobody was asked; --from github or --from <file> says whom to ask";
    return { repository, isComplete: false, open: [], reason };
  },
  pullRequest: async () => undefined,
  changedPaths: async () => undefined,
  isLabelledByWriter: async () => ({ isLabelled: undefined, reason: "nobody was asked" }),
};
