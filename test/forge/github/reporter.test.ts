import { describe, expect, test } from "vitest";
import { githubForge } from "../../../src/forge/github/githubForge.ts";
import type { ReportWays } from "../../../src/forge/github/reporter.ts";
import type { Preview, Tell } from "../../../src/forge/previewReport.ts";
import { formatProblem } from "../../../src/problem.ts";
import { githubFixture, MINUTE, TOKEN } from "./fixture.ts";
import { type BadDay, type Repository, rawPulls } from "./githubServer.ts";

const WEB = "github.com/shop/web";
const SHA = "a".repeat(40);
const READY: Preview = {
  origin: "shop/payments",
  key: "pr-1",
  stage: "ready",
  state: "ready",
  headers: ["baggage: understudy=pr-1", "service-router-payments-shop: payments-pr-1.shop"],
  call: "curl -H 'baggage: understudy=pr-1' http://payments.shop/",
  image: "registry.example.com/payments:pr-1@sha256:abc",
  ends: "2026-11-30T09:00:00Z",
};
const STARTS: Preview = { ...READY, stage: "waiting", state: "it starts" };
const GONE: Preview = { ...READY, stage: "ended", state: "is deleted: it is closed" };
const NONE = { comment: false, status: false, deployment: false };
const ALL = { comment: true, status: true, deployment: true };

async function ofWeb(given: Partial<ReportWays> = ALL, identity?: "app") {
  const fixture = await githubFixture(identity);
  const { server, forge } = fixture;
  const repository = server.add("shop/web", rawPulls(3));
  const ways = { name: "understudy", ...NONE, ...given };
  const first = forge.reporter(ways);
  /** Tells what a round says about one pull request, and returns the problems. */
  const report = async (previews: Preview[], { tell = first, sha = SHA, number = 1 } = {}) => {
    const pulls = [{ repository: WEB, number, sha, previews }];
    return texts(tell({ pulls, read: [], unread: new Set() }));
  };
  /** Returns what a process that has just started tells with. */
  const restarted = (name = ways.name) =>
    githubForge({
      hosts: [{ host: "github.com", api: server.url, identity: TOKEN }],
      now: () => server.now,
      wait: async () => {},
    }).reporter({ ...ways, name });
  const writes = () =>
    server.asked
      .splice(0)
      .filter(({ method, path }) => method !== "GET" && !/^\/(app|graphql)/.test(path));
  return { ...fixture, repository, tell: first, report, restarted, writes };
}

async function texts(problems: ReturnType<Tell>): Promise<string[]> {
  return (await problems).map(formatProblem);
}

function commentsOf({ comments }: Repository, number = 1): string[] {
  return (comments.get(number) ?? []).map(({ body }) => body);
}

/** Returns the states of a repository's deployments, the newest first, and their commits. */
function deploymentsOf({ deployments, deploymentStatuses }: Repository): unknown[] {
  return deployments.map(({ id, sha, task }) => [
    task,
    String(sha).slice(0, 7),
    deploymentStatuses.get(Number(id))?.[0]?.state,
  ]);
}

/** Refuses what is written below a path. */
function refusing(path: string, status = 403): BadDay {
  return (request, response) => {
    if (request.method === "GET" || !request.url?.includes(path)) return undefined;
    const message = "Resource not accessible by personal access token";
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ message }));
    return "answered";
  };
}

test("nothing is asked or written in ways that are off", async () => {
  const { report, server } = await ofWeb(NONE);
  expect(await report([READY])).toEqual([]);
  expect(server.asked).toEqual([]);
});

test("a process that has just started writes nothing that is there, and asks no more than once", async () => {
  const { report, restarted, writes, server } = await ofWeb();
  expect(await report([READY])).toEqual([]);
  expect(writes().map(({ path }) => path.replace(/^.*web\//, ""))).toEqual([
    "issues/1/comments",
    `statuses/${SHA}`,
    "deployments",
    expect.stringMatching(/^deployments\/\d+\/statuses$/),
  ]);
  const tell = restarted();
  expect(await report([READY], { tell })).toEqual([]);
  expect(writes()).toEqual([]);
  expect(await report([READY], { tell })).toEqual([]);
  expect(server.asked).toEqual([]);
});

describe("the comment", () => {
  const ways = { comment: true };

  test("says key, ways to reach it, image, state and end", async () => {
    const { report, repository } = await ofWeb(ways);
    expect(await report([READY])).toEqual([]);
    expect(commentsOf(repository)).toEqual([
      [
        "<!-- understudy: understudy -->",
        "### Previews: `understudy`",
        "",
        "**`shop/payments`**: `ready`",
        "- Key: `pr-1`",
        "- Header: `baggage: understudy=pr-1`",
        "- Header: `service-router-payments-shop: payments-pr-1.shop`",
        "- From a pod: `curl -H 'baggage: understudy=pr-1' http://payments.shop/`",
        "- Image: `registry.example.com/payments:pr-1@sha256:abc`",
        "- Ends: `2026-11-30T09:00:00Z`",
      ].join("\n"),
    ]);
  });

  test("has the preview hosts of the key as links", async () => {
    const { report, repository } = await ofWeb(ways);
    const addresses = ["https://preview-pr-1-payments.example.com/"];
    expect(await report([{ ...READY, addresses }])).toEqual([]);
    expect(commentsOf(repository)[0]).toContain(
      "**`shop/payments`**: `ready`\n- Open: <https://preview-pr-1-payments.example.com/>\n- Key: `pr-1`\n",
    );
  });

  test("is one that changes with its preview until that is gone", async () => {
    const { report, repository, writes } = await ofWeb(ways);
    for (const preview of [STARTS, READY, GONE]) {
      await report([preview]);
      expect(commentsOf(repository)).toEqual([expect.stringContaining(`: \`${preview.state}\``)]);
    }
    expect(writes().map(({ method }) => method)).toEqual(["POST", "PATCH", "PATCH"]);
  });

  test.each([undefined, "app"] as const)(
    "of another author is left alone, whatever its mark (%s)",
    async (identity) => {
      const { report, repository } = await ofWeb(ways, identity);
      const body = "<!-- understudy: understudy -->";
      const foreign = { id: 5, user: { login: "mallory" }, body };
      repository.comments.set(1, [foreign]);
      await report([STARTS]);
      await report([READY]);
      expect(repository.comments.get(1)?.map(({ user }) => user.login)).toEqual([
        "mallory",
        identity === "app" ? "understudy[bot]" : "writer",
      ]);
      expect(foreign.body).toBe(body);
    },
  );

  test("is found on any page", async () => {
    const { report, repository, restarted } = await ofWeb(ways);
    const chat = Array.from({ length: 250 }, (_, i) => ({
      id: i,
      user: { login: "writer" },
      body: "LGTM",
    }));
    repository.comments.set(1, chat);
    await report([STARTS]);
    await report([READY], { tell: restarted() });
    expect(repository.comments.get(1)?.length).toBe(251);
  });

  test("of another name is left alone", async () => {
    const { report, repository, restarted } = await ofWeb(ways);
    await report([READY]);
    await report([READY], { tell: restarted("understudy-dev") });
    expect(commentsOf(repository).length).toBe(2);
  });

  test("shows what others wrote as text in one line", async () => {
    const { report, repository } = await ofWeb(ways);
    await report([{ ...READY, state: "x` ![](https://evil) @team\r\n# y \u202e<b>" }]);
    expect(commentsOf(repository)[0]?.split("\n")[3]).toBe(
      "**`shop/payments`**: `x' ![](https://evil) @team # y  <b>`",
    );
  });

  test("cuts long texts", async () => {
    const { report, repository } = await ofWeb(ways);
    await report([{ ...READY, state: "x".repeat(70_000) }]);
    expect(commentsOf(repository)[0]).toContain(`**: \`${"x".repeat(499)}…\``);
  });
});

describe("the commit status", () => {
  const ways = { status: true };

  test.each([
    ["waiting", "pending"],
    ["ready", "success"],
    ["failed", "failure"],
  ] as const)("of a preview that is %s is %s", async (stage, state) => {
    const { report, repository } = await ofWeb(ways);
    await report([{ ...READY, stage }]);
    expect(repository.statuses.get(SHA)).toEqual([
      {
        state,
        context: "understudy",
        description: "shop/payments (pr-1): ready, ends 2026-11-30T09:00:00Z",
      },
    ]);
  });

  test("of several previews is that of the worst, with at most 140 characters", async () => {
    const { report, repository } = await ofWeb(ways);
    await report([READY, { ...STARTS, state: `waiting for ${"x".repeat(200)}` }]);
    const [status] = repository.statuses.get(SHA) ?? [];
    expect([status?.state, [...String(status?.description)].length]).toEqual(["pending", 140]);
  });

  test("of a preview that is gone holds up no merge", async () => {
    const { report, repository } = await ofWeb(ways);
    await report([STARTS]);
    await report([GONE]);
    expect(repository.statuses.get(SHA)?.map(({ state }) => state)).toEqual(["success", "pending"]);
  });
});

describe("the deployment", () => {
  const ways = { deployment: true };

  test("of a commit is made once, follows the preview, and is inactive when it is gone", async () => {
    const { report, repository } = await ofWeb(ways);
    await report([STARTS]);
    expect(repository.deployments).toMatchObject([
      {
        environment: "understudy",
        task: "preview:1",
        auto_merge: false,
        required_contexts: [],
        payload: { previews: [{ origin: "shop/payments", key: "pr-1" }] },
      },
    ]);
    await report([READY]);
    await report([GONE]);
    const [statuses = []] = repository.deploymentStatuses.values();
    expect(statuses.map(({ state }) => state)).toEqual(["inactive", "success", "in_progress"]);
  });

  test("of a new commit is a new one, and the older one is inactive", async () => {
    const { report, repository } = await ofWeb(ways);
    await report([READY]);
    await report([STARTS], { sha: "b".repeat(40) });
    expect(deploymentsOf(repository)).toEqual([
      ["preview:1", "bbbbbbb", "in_progress"],
      ["preview:1", "aaaaaaa", "inactive"],
    ]);
  });

  test("of a new commit is not made before the older one is inactive: nobody would look for that again", async () => {
    const { report, repository, server } = await ofWeb(ways);
    await report([READY]);
    server.badDay = refusing("/statuses", 502);
    expect(await report([STARTS], { sha: "b".repeat(40) })).toHaveLength(1);
    expect(deploymentsOf(repository)).toEqual([["preview:1", "aaaaaaa", "success"]]);
  });

  test("of another pull request stays active", async () => {
    const { tell, repository } = await ofWeb(ways);
    const pulls = [1, 2].map((number) => ({
      ...{ repository: WEB, number, sha: SHA, previews: [READY] },
    }));
    await tell({ pulls, read: [], unread: new Set() });
    expect(deploymentsOf(repository)).toEqual([
      ["preview:2", "aaaaaaa", "success"],
      ["preview:1", "aaaaaaa", "success"],
    ]);
  });

  test("gets its state from the next call if it was made and GitHub then failed", async () => {
    const { report, repository, server, restarted } = await ofWeb(ways);
    server.badDay = refusing("/statuses", 502);
    await report([READY]);
    server.badDay = () => undefined;
    await report([READY], { tell: restarted() });
    expect(deploymentsOf(repository)).toEqual([["preview:1", "aaaaaaa", "success"]]);
  });
});

describe("a pull request", () => {
  test("that never had a preview is told nothing when there is none", async () => {
    const { report, writes } = await ofWeb();
    expect(await report([GONE])).toEqual([]);
    expect(writes()).toEqual([]);
  });

  test("that a round knows nothing about any more is told that it has no preview, unless the round could not read its repository", async () => {
    const { report, tell, repository } = await ofWeb();
    await report([STARTS]);
    await tell({ pulls: [], read: [], unread: new Set([WEB]) });
    expect(commentsOf(repository)[0]).toContain("it starts");
    await tell({ pulls: [], read: [], unread: new Set() });
    expect(commentsOf(repository)).toEqual([
      [
        "<!-- understudy: understudy -->",
        "### Previews: `understudy`",
        "",
        "**`shop/payments`**: `it gets no preview any more`",
        "- Key: `pr-1`",
      ].join("\n"),
    ]);
    expect(deploymentsOf(repository)).toEqual([["preview:1", "aaaaaaa", "inactive"]]);
  });

  test("that could not be told the end of its preview is told by a later round", async () => {
    const { report, tell, repository, server } = await ofWeb({ comment: true });
    await report([READY]);
    server.badDay = refusing("/comments", 502);
    expect(await report([GONE])).toHaveLength(1);
    server.badDay = () => undefined;
    server.now += 5 * MINUTE;
    expect(await tell({ pulls: [], read: [], unread: new Set() })).toEqual([]);
    expect(commentsOf(repository)[0]).toContain("is deleted: it is closed");
  });
});

describe("a refusal", () => {
  test("is told once for all pull requests, stops no other way, and is not repeated for a while", async () => {
    const { tell, server, writes, waited } = await ofWeb({ comment: true, status: true });
    server.badDay = refusing("/comments");
    const pulls = [1, 2, 3].map((number) => ({
      ...{ repository: WEB, number, sha: SHA, previews: [READY] },
    }));
    const denied =
      "github.com denies it to the token (403): Resource not accessible by personal access token";
    expect(await texts(tell({ pulls, read: [], unread: new Set() }))).toEqual([
      `${WEB}: the comment of #1 could not be written: ${denied}.`,
      expect.stringMatching(
        /: the comments of #2 and #3 could not be written: .* \(403\).*: waits until 12:00:1\d UTC\.$/,
      ),
    ]);
    expect(writes().map(({ status }) => status)).toEqual([403, 201]);
    await tell({ pulls, read: [], unread: new Set() });
    expect(writes()).toEqual([]);
    // What is not sent waits for nothing.
    expect(waited).toEqual([0, 1_000]);
  });

  test("of a repository whose host has no token is told", async () => {
    const { tell } = await ofWeb({ comment: true });
    const repository = "github.example.com/shop/web";
    const pulls = [{ repository, number: 1, sha: SHA, previews: [READY] }];
    expect(await texts(tell({ pulls, read: [], unread: new Set() }))).toEqual([
      `${repository}: the comment of #1 could not be written: there is no token for github.example.com.`,
    ]);
  });
});

describe("GitHub's limits", () => {
  test("a second passes between two writes", async () => {
    const { report, waited } = await ofWeb({ comment: true, status: true });
    await report([READY]);
    expect(waited).toEqual([0, 1_000]);
  });

  test("there are at most 400 writes in an hour, and the rest follows", async () => {
    const { report, writes, server } = await ofWeb({ status: true });
    for (let i = 0; i < 400; i++) await report([{ ...READY, state: `state ${i}` }]);
    expect(writes().length).toBe(400);
    expect(await report([READY])).toEqual([
      `${WEB}: the commit status of #1 could not be written: 400 changes in an hour are the most that GitHub is asked for: waits until 13:00:00 UTC.`,
    ]);
    expect(writes()).toEqual([]);
    server.now = Date.parse("2026-11-27T13:00:01Z");
    expect(await report([READY])).toEqual([]);
    expect(writes().length).toBe(1);
  });

  test("a pause that GitHub asks for holds for what is written too", async () => {
    const { report, server, writes } = await ofWeb({ status: true });
    server.badDay = (_, response) => {
      response.writeHead(403, { "retry-after": "90" }).end("{}");
      return "answered";
    };
    const why = "GitHub asks for a pause: waits until 12:01:30 UTC";
    const problem = `${WEB}: the commit status of #1 could not be written: ${why}.`;
    expect(await report([READY])).toEqual([problem]);
    server.badDay = () => undefined;
    expect(await report([READY])).toEqual([problem]);
    expect(writes()).toEqual([]);
    server.now += 90_000;
    expect(await report([READY])).toEqual([]);
  });
});

test("a call that is cut short tells at least one, and the next ones go on from there", async () => {
  const { tell, repository } = await ofWeb({ status: true });
  const pulls = ["a", "b", "c"].map((letter, i) => ({
    ...{ repository: WEB, number: i + 1, sha: letter.repeat(40), previews: [READY] },
  }));
  const counts: number[] = [];
  for (let i = 0; i < 4; i++) {
    await tell({ pulls, read: [], unread: new Set() }, AbortSignal.abort());
    counts.push(repository.statuses.size);
  }
  expect(counts).toEqual([1, 2, 3, 3]);
});

describe("what a process before this one could not tell", () => {
  const empty = { pulls: [], read: [WEB], unread: new Set<string>() };

  test("is told by the next one, once, in all ways", async () => {
    const { report, restarted, repository, server, writes } = await ofWeb();
    await report([READY]);
    writes();
    expect(await texts(restarted()(empty))).toEqual([]);
    expect(commentsOf(repository)[0]).toContain(
      "**`shop/payments`**: `it gets no preview any more`\n- Key: `pr-1`",
    );
    expect(deploymentsOf(repository)).toEqual([["preview:1", "aaaaaaa", "inactive"]]);
    expect(writes()).not.toEqual([]);
    expect(await texts(restarted()(empty))).toEqual([]);
    expect(writes()).toEqual([]);
    expect(server.asked).toEqual([]);
  });

  test("is left alone where not all is known, where others wrote it, and where there is a preview", async () => {
    const { report, restarted, repository, writes } = await ofWeb({ comment: true });
    await report([READY]);
    const others = { id: 1, user: { login: "mallory" }, body: commentsOf(repository)[0] ?? "" };
    repository.comments.set(2, [others]);
    writes();
    const pulls = [{ repository: WEB, number: 1, sha: SHA, previews: [READY] }];
    expect(await texts(restarted()({ ...empty, unread: new Set([WEB]) }))).toEqual([]);
    expect(await texts(restarted()({ ...empty, pulls }))).toEqual([]);
    expect(await texts(restarted("staging")(empty))).toEqual([]);
    expect(writes()).toEqual([]);
  });
});
