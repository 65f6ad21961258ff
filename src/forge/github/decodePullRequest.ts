import type { PullRequest } from "../pullRequest.ts";

/** Returns a pull request of a repository from what GitHub says, or undefined if that is no pull request. */
export function decodePullRequest(repository: string, json: unknown): PullRequest | undefined {
  const { number, state, draft, head, base, labels, body, html_url, updated_at } = Object(json);
  const { sha, ref: branch, repo: headRepository } = Object(head);
  const { ref: baseBranch, repo: baseRepository } = Object(base);
  const names = Array.isArray(labels) ? labels.map((label) => Object(label).name) : [undefined];
  const texts = [branch, baseBranch, html_url, ...names];
  if (!Number.isSafeInteger(number) || !texts.every((text) => typeof text === "string")) {
    return undefined;
  }
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(sha) || !/^(open|closed)$/.test(state))
    return undefined;
  const changed = Date.parse(updated_at);
  if (Number.isNaN(changed) || typeof baseRepository?.id !== "number") return undefined;
  // Both are late, never early: comments change a pull request, and a repository has other branches.
  const pushed = Math.min(changed, Date.parse(headRepository?.pushed_at) || changed);
  return {
    repository,
    number,
    isOpen: state === "open",
    isDraft: draft === true,
    // A fork that was deleted is null.
    isFork: headRepository?.id !== baseRepository.id,
    branch,
    baseBranch,
    sha,
    labels: names,
    body: typeof body === "string" ? body : "",
    url: html_url,
    pushed: new Date(pushed).toISOString(),
  };
}
