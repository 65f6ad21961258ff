import { at, type Field, isMapping, wrong } from "../../config/values/check.ts";
import { type Problem, UserError } from "../../problem.ts";
import type { PullRequest } from "../pullRequest.ts";
import { readRepository } from "../repository.ts";

/** The pull requests of a repository, as a file has them. */
export interface WrittenRepository {
  /** `github.com/owner/name`, in lower case. */
  repository: string;
  /** Whether the file has every open pull request. */
  isComplete: boolean;
  pulls: WrittenPull[];
}

export interface WrittenPull extends PullRequest {
  /** Undefined if the file does not say, or does not have all of them. */
  changedPaths?: string[];
}

/** `gh` lists no more files of a pull request. */
const MOST_FILES = 100;

const EXPECTED =
  '{ "repositories": [{ "repository": "owner/name", "isComplete": true, "pullRequests": [...] }] }';

/**
 * Reads a file of pull requests: those of each repository have the fields that `gh pr list --json` prints. Other fields
 * are ignored.
 *
 * @param text the file's content; `file` is its name, for problems
 * @throws {UserError} with every mistake: a part of a file proves nothing
 */
export function readPulls(text: string, file: string): WrittenRepository[] {
  const problems: Problem[] = [];
  const root: Field = { value: parsed(text, file, problems), file, path: "", problems };
  const repositories = problems.length > 0 ? undefined : listOf(memberOf(root, "repositories"));
  const read = (repositories ?? []).map((field): WrittenRepository => {
    const written = memberOf(field, "repository");
    const repository = readRepository(String(written.value));
    if (repository === undefined) {
      wrong(written, 'a repository such as "owner/name" or "https://github.com/owner/name"');
    }
    const isComplete = booleanOf(memberOf(field, "isComplete"));
    const pulls = (listOf(memberOf(field, "pullRequests")) ?? []).map((pull) =>
      readPull(pull, repository ?? ""),
    );
    return { repository: repository ?? "", isComplete, pulls };
  });
  const names = Map.groupBy(read, ({ repository }) => repository);
  for (const [name, { length }] of names) {
    if (length > 1) problems.push({ where: file, what: `${name} is there ${length} times` });
  }
  if (problems.length > 0) throw new UserError(problems);
  return read;
}

function readPull(field: Field, repository: string): WrittenPull {
  const member = (name: string) => memberOf(field, name);
  const textAt = (name: string) => textOf(member(name));
  const number = member("number");
  if (!Number.isSafeInteger(number.value) || Number(number.value) < 1) wrong(number, "a number");
  const state = member("state");
  if (!/^(open|closed|merged)$/i.test(String(state.value))) wrong(state, "OPEN, CLOSED or MERGED");
  const sha = member("headRefOid");
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(String(sha.value))) {
    wrong(sha, "the full hash of a commit");
  }
  // `gh` knows no time of a push. Whoever does may write it.
  const pushed = member("pushedAt").value === undefined ? member("updatedAt") : member("pushedAt");
  if (Number.isNaN(Date.parse(String(pushed.value)))) {
    wrong(pushed, 'a time such as "2026-11-27T10:00:00Z"');
  }
  const files = member("files").value === undefined ? undefined : listOf(member("files"));
  const paths = files?.map((one) => textOf(memberOf(one, "path")));
  return {
    repository,
    number: Number(number.value),
    isOpen: /^open$/i.test(String(state.value)),
    isDraft: booleanOf(member("isDraft")),
    isFork: booleanOf(member("isCrossRepository")),
    branch: textAt("headRefName"),
    baseBranch: textAt("baseRefName"),
    sha: String(sha.value),
    labels: (listOf(member("labels")) ?? []).map((one) => textOf(memberOf(one, "name"))),
    body: textAt("body"),
    url: textAt("url"),
    pushed: String(pushed.value),
    ...(paths !== undefined && paths.length < MOST_FILES && { changedPaths: paths }),
  };
}

function parsed(text: string, file: string, problems: Problem[]): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (isMapping(value) && "repositories" in value) return value;
    problems.push({ where: file, what: `expected ${EXPECTED}` });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({ where: file, what: `expected JSON: ${reason.replaceAll(/\s+/g, " ")}` });
  }
  return undefined;
}

/** Returns a member of a mapping; without a value if there is none. */
function memberOf(field: Field, name: string): Field {
  return at(field, name, isMapping(field.value) ? field.value[name] : undefined);
}

function listOf(field: Field): Field[] | undefined {
  if (!Array.isArray(field.value)) return wrong(field, "a list");
  return field.value.map((value, index) => at(field, index, value));
}

function textOf(field: Field): string {
  if (typeof field.value !== "string") wrong(field, "a text");
  return String(field.value);
}

function booleanOf(field: Field): boolean {
  if (typeof field.value !== "boolean") wrong(field, "true or false");
  return field.value === true;
}
