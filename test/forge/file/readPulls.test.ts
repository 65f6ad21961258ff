import { describe, expect, it } from "vitest";
import { fileForge } from "../../../src/forge/file/fileForge.ts";
import { readPulls } from "../../../src/forge/file/readPulls.ts";
import { UserError } from "../../../src/problem.ts";

/** As `gh pr list --json` prints one. */
const PULL = {
  number: 12,
  state: "OPEN",
  isDraft: false,
  isCrossRepository: false,
  headRefName: "feature/ü;rm",
  baseRefName: "main",
  headRefOid: "a".repeat(40),
  labels: [{ id: "x", name: "qa", color: "red" }],
  body: "text",
  url: "https://github.com/acme/payments/pull/12",
  updatedAt: "2026-11-27T13:00:00Z",
  title: "ignored",
};

function fileOf(...pullRequests: object[]): string {
  const repository = "https://github.com/Acme/Payments";
  return JSON.stringify({ repositories: [{ repository, isComplete: true, pullRequests }] });
}

function problemsOf(text: string): string[] {
  try {
    readPulls(text, "pulls.json");
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.split("\n");
  }
}

describe("a file of pull requests", () => {
  it("has the fields that gh prints", () => {
    expect(readPulls(fileOf(PULL), "pulls.json")).toEqual([
      {
        repository: "github.com/acme/payments",
        isComplete: true,
        pulls: [
          {
            repository: "github.com/acme/payments",
            number: 12,
            isOpen: true,
            isDraft: false,
            isFork: false,
            branch: "feature/ü;rm",
            baseBranch: "main",
            sha: "a".repeat(40),
            labels: ["qa"],
            body: "text",
            url: "https://github.com/acme/payments/pull/12",
            pushed: "2026-11-27T13:00:00Z",
          },
        ],
      },
    ]);
  });

  it("may know the push, and the changed paths if there are fewer than gh lists", () => {
    const files = (count: number) => Array.from({ length: count }, (_, i) => ({ path: `${i}` }));
    const read = (extra: object) =>
      readPulls(fileOf({ ...PULL, ...extra }), "pulls.json")[0]?.pulls[0];
    expect(read({ pushedAt: "2026-11-27T12:00:00Z" })?.pushed).toBe("2026-11-27T12:00:00Z");
    expect(read({ files: files(99) })?.changedPaths?.length).toBe(99);
    expect(read({ files: files(100) })).not.toHaveProperty("changedPaths");
  });

  it("is refused as a whole, with every mistake at its place", () => {
    const wrong = {
      ...PULL,
      number: "12",
      state: "NEW",
      isDraft: undefined,
      headRefOid: "abc",
      labels: ["qa"],
      updatedAt: "yesterday",
    };
    const at = "pulls.json: repositories[0].pullRequests[0]";
    expect(problemsOf(fileOf(wrong))).toEqual([
      `${at}.number: expected a number, received "12".`,
      `${at}.state: expected OPEN, CLOSED or MERGED, received "NEW".`,
      `${at}.headRefOid: expected the full hash of a commit, received "abc".`,
      `${at}.updatedAt: expected a time such as "2026-11-27T10:00:00Z", received "yesterday".`,
      `${at}.isDraft: expected true or false, received nothing.`,
      `${at}.labels[0].name: expected a text, received nothing.`,
    ]);
  });

  it.each([
    ["<html>", /^pulls.json: expected JSON: /],
    ["[]", /^pulls.json: expected \{ "repositories": /],
    ['{"repositories":{}}', /^pulls.json: repositories: expected a list/],
    [
      '{"repositories":[{"repository":"x","isComplete":true,"pullRequests":[]}]}',
      /repository: expected a repository/,
    ],
    [
      '{"repositories":[{"repository":"a/b","pullRequests":[]}]}',
      /isComplete: expected true or false, received nothing/,
    ],
    [
      '{"repositories":[{"repository":"a/b","isComplete":true,"pullRequests":[]},{"repository":"A/b","isComplete":true,"pullRequests":[]}]}',
      /github.com\/a\/b is there 2 times/,
    ],
  ])("%s is refused", (text, problem) => {
    expect(problemsOf(text)[0]).toMatch(problem);
  });
});

describe("the forge of a file", () => {
  const written = readPulls(
    fileOf(PULL, { ...PULL, number: 13, state: "MERGED", files: [{ path: "go.mod" }] }),
    "pulls.json",
  );
  const forge = fileForge(written, "pulls.json");

  it("lists the open ones, and knows the others by themselves", async () => {
    const answer = await forge.openPullRequests("github.com/acme/payments");
    expect([answer.isComplete, answer.open.map(({ number }) => number)]).toEqual([true, [12]]);
    expect((await forge.pullRequest("github.com/acme/payments", 13))?.isOpen).toBe(false);
    expect(await forge.pullRequest("github.com/acme/payments", 14)).toBeUndefined();
    expect(await forge.changedPaths("github.com/acme/payments", 13)).toEqual(["go.mod"]);
    expect(await forge.changedPaths("github.com/acme/payments", 12)).toBeUndefined();
  });

  it("has one pull request of a number: an open one, of several the last", async () => {
    const [open, closed] = [PULL, { ...PULL, state: "CLOSED" }];
    const other = { ...PULL, headRefOid: "b".repeat(40) };
    for (const pulls of [
      [other, open, closed],
      [closed, other, open],
    ]) {
      const twice = fileForge(readPulls(fileOf(...pulls), "pulls.json"), "pulls.json");
      const answer = await twice.openPullRequests("github.com/acme/payments");
      expect(answer.open.map(({ sha }) => sha)).toEqual([PULL.headRefOid]);
      expect((await twice.pullRequest("github.com/acme/payments", 12))?.isOpen).toBe(true);
    }
  });

  it("cannot tell who put a label on a pull request", async () => {
    expect(
      await forge.isLabelledByWriter("github.com/acme/payments", 12, "qa", "a".repeat(40)),
    ).toEqual({ isLabelled: undefined, reason: "pulls.json does not say who put a label on it" });
  });

  it("does not answer for a repository that is not in it", async () => {
    expect(await forge.openPullRequests("github.com/acme/users")).toEqual({
      repository: "github.com/acme/users",
      isComplete: false,
      open: [],
      reason: "pulls.json says nothing about it",
    });
  });

  it("does not prove anything by a list that it calls incomplete", async () => {
    const [one] = written;
    const torn = fileForge(one === undefined ? [] : [{ ...one, isComplete: false }], "pulls.json");
    expect(await torn.openPullRequests("github.com/acme/payments")).toMatchObject({
      isComplete: false,
      reason: "pulls.json does not have all open pull requests",
    });
  });
});
