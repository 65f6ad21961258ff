import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { githubForge } from "../../../src/forge/github/githubForge.ts";
import { githubFixture, MINUTE } from "./fixture.ts";
import { rawPull, rawPulls } from "./githubServer.ts";

const WEB = "github.com/shop/web";

/** A server with one repository, and a forge that asks it. */
async function ofWeb(count = 1, ...given: Parameters<typeof githubFixture>) {
  const fixture = await githubFixture(...given);
  return { ...fixture, web: fixture.server.add("shop/web", rawPulls(count)) };
}

/** What GitHub sends instead of the right answer, and what the forge says of it. */
const REFUSALS: [string, number, Record<string, string>, string, string][] = [
  [
    "absent",
    404,
    JSON_TYPE(),
    '{"message":"Not Found"}',
    "has nothing there, or nothing that the token may see (404)",
  ],
  [
    "denied",
    403,
    JSON_TYPE(),
    '{"message":"Resource not accessible"}',
    "denies it to the token (403): Resource not accessible",
  ],
  ["broken", 502, { "content-type": "text/html" }, "<html>", "answered 502"],
  [
    "in maintenance",
    200,
    { "content-type": "text/html; charset=utf-8" },
    "<html>",
    "answered 200 with text/html instead of JSON",
  ],
  [
    "cut off",
    200,
    JSON_TYPE(),
    '[{"number": 1',
    "answered 200 with JSON that is broken or ends too early",
  ],
  [
    "no list",
    200,
    JSON_TYPE(),
    '{"message":"ok"}',
    "answered 200 with JSON of another form than GitHub's",
  ],
  [
    "a list of something else",
    200,
    JSON_TYPE(),
    '[{"number": 1}]',
    "answered 200 with JSON of another form than GitHub's",
  ],
  ["empty", 200, {}, "", "answered 200 with no type instead of JSON"],
];

function JSON_TYPE() {
  return { "content-type": "application/json" };
}

describe("the list of open pull requests", () => {
  test("has what previews need of each", async () => {
    const { forge, web } = await ofWeb();
    expect(await forge.openPullRequests(WEB)).toEqual({
      repository: WEB,
      isComplete: true,
      open: [
        {
          repository: WEB,
          number: 1,
          isOpen: true,
          isDraft: false,
          isFork: false,
          branch: "feature-1",
          baseBranch: "main",
          sha: web.pulls[0]?.head.sha,
          labels: ["preview"],
          body: "What it does",
          url: "https://github.com/shop/web/pull/1",
          pushed: "2026-11-27T09:00:00.000Z",
        },
      ],
    });
  });

  test("is complete without any", async () => {
    const { forge } = await ofWeb(0);
    expect(await forge.openPullRequests(WEB)).toEqual({
      repository: WEB,
      isComplete: true,
      open: [],
    });
  });

  test("takes a pull request whose fork is gone for one of a fork", async () => {
    const { forge, web } = await ofWeb();
    Object.assign(web.pulls[0]?.head ?? {}, { repo: null });
    const { open } = await forge.openPullRequests(WEB);
    expect(open.map(({ isFork }) => isFork)).toEqual([true]);
  });

  test("takes the time at which a commit was first seen for that of its push, whatever is commented later", async () => {
    const { forge, web } = await ofWeb();
    const [pull] = web.pulls;
    const change = async (at: string, sha = pull?.head.sha) => {
      Object.assign(pull ?? {}, { updated_at: at });
      Object.assign(pull?.head ?? {}, { sha, repo: { id: 1, pushed_at: at } });
      const { open } = await forge.openPullRequests(WEB);
      const single = await forge.pullRequest(WEB, 1);
      expect(single).toEqual(open[0]);
      return single?.pushed;
    };
    const first = "2026-11-27T09:00:00.000Z";
    expect(await change("2026-11-27T09:00:00Z")).toBe(first);
    expect(await change("2026-11-27T11:00:00Z")).toBe(first);
    const next = "2026-11-27T12:00:00.000Z";
    expect(await change("2026-11-27T12:00:00Z", "b".repeat(40))).toBe(next);
    expect(await change("2026-11-27T13:00:00Z")).toBe(next);
  });

  test.each(["asked for", "not asked for"])(
    "takes the time at which one that was closed, and %s meanwhile, was opened again for that of a push",
    async (isAsked) => {
      const { forge, web } = await ofWeb();
      const [pull] = web.pulls;
      const at = async (state: string, time: string) => {
        const repo = { id: 1, pushed_at: "2026-12-24T00:00:00Z" };
        Object.assign(pull ?? {}, { state, updated_at: time });
        Object.assign(pull?.head ?? {}, { repo });
        const { open } = await forge.openPullRequests(WEB);
        return open[0]?.pushed;
      };
      expect(await at("open", "2026-11-27T09:00:00Z")).toBe("2026-11-27T09:00:00.000Z");
      expect(await at("closed", "2026-11-28T09:00:00Z")).toBeUndefined();
      if (isAsked === "asked for") await forge.pullRequest(WEB, 1);
      expect(await at("open", "2026-12-04T09:00:00Z")).toBe("2026-12-04T09:00:00.000Z");
    },
  );

  test.each(REFUSALS)(
    "is not complete if the answer is %s",
    async (_, status, headers, body, reason) => {
      const { forge, server } = await ofWeb();
      server.badDay = (_, response) => {
        response.writeHead(status, headers).end(body);
        return "answered";
      };
      expect(await forge.openPullRequests(WEB)).toEqual({
        repository: WEB,
        isComplete: false,
        open: [],
        reason: `github.com ${reason}`,
      });
      expect(await forge.pullRequest(WEB, 1)).toBe(undefined);
      expect(await forge.changedPaths(WEB, 1)).toBe(undefined);
    },
  );

  test("has the pages before one that fails, and is not complete", async () => {
    const { forge, server } = await ofWeb(150);
    server.badDay = (request, response) => {
      if (!request.url?.includes("page=2")) return undefined;
      response.writeHead(502).end();
      return "answered";
    };
    const answer = await forge.openPullRequests(WEB);
    expect([answer.isComplete, answer.open.length]).toEqual([false, 100]);
  });

  test("is not complete if it leads in a circle, of which each page is read once", async () => {
    const { forge, server } = await ofWeb();
    server.badDay = (request, response) => {
      const next = `${server.url}/repos/shop/web/pulls?page=${request.url?.includes("page=2") ? 3 : 2}`;
      response.writeHead(200, {
        "content-type": "application/json",
        link: `<${next}>; rel="next"`,
      });
      response.end("[]");
      return "answered";
    };
    expect(await forge.openPullRequests(WEB)).toMatchObject({
      isComplete: false,
      reason: "the list leads in a circle",
    });
    expect(server.asked.length).toBe(3);
  });

  test("names the new name of a repository, and reads nothing under it", async () => {
    const { forge, server, web } = await ofWeb();
    web.name = "evil/web";
    server.badDay = (request, response) => {
      if (!request.url?.startsWith("/repos/shop/web/pulls")) return undefined;
      const location = `${server.url}/repositories/${web.id}/pulls?state=open`;
      response.writeHead(301, { location }).end();
      return "answered";
    };
    const reason = "github.com/shop/web is github.com/evil/web now: write that into the annotation";
    expect(await forge.openPullRequests(WEB)).toEqual({
      repository: WEB,
      isComplete: false,
      open: [],
      reason,
    });
  });

  test.each(["link", "location"])("follows no %s to another host", async (header) => {
    const { forge, server } = await ofWeb();
    const other = (await githubFixture()).server;
    const there = `${other.url}/repositories/1/pulls`;
    server.badDay = (_, response) => {
      const headers = { "content-type": "application/json" };
      if (header === "link") {
        response.writeHead(200, { ...headers, link: `<${there}>; rel="next"` }).end("[]");
      } else response.writeHead(301, { location: there }).end();
      return "answered";
    };
    expect((await forge.openPullRequests(WEB)).isComplete).toBe(false);
    expect(other.asked).toEqual([]);
  });

  test("is not complete if the answer does not come, and says so", async () => {
    const { forge, server } = await ofWeb(1, undefined, { timeout: 50 });
    server.badDay = () => "answered";
    const host = new URL(server.url).host;
    expect(await forge.openPullRequests(WEB)).toMatchObject({
      isComplete: false,
      reason: `${host} did not answer within 50ms`,
    });
  });

  test("is not complete if the answer is too long", async () => {
    const { forge, server } = await ofWeb(100, undefined, { bytes: 2 ** 10 });
    expect(await forge.openPullRequests(WEB)).toMatchObject({
      isComplete: false,
      reason: `${new URL(server.url).host} answered with more than 0.0009765625 MiB`,
    });
  });

  test("is not complete if the host cannot be reached", async () => {
    const api = "http://127.0.0.1:1";
    const forge = githubForge({
      hosts: [{ host: "github.com", api, identity: { token: () => "ghp_x" } }],
    });
    const answer = await forge.openPullRequests(WEB);
    expect(answer).toMatchObject({ isComplete: false });
    expect(answer).toHaveProperty(
      "reason",
      expect.stringMatching(/^127.0.0.1:1 cannot be reached: /),
    );
  });

  test.each([
    ["github.example.com/shop/web", "there is no token for github.example.com"],
    ["github.com/shop/../web", "it is no repository such as github.com/owner/name"],
    ["github.com/shop/..", "it is no repository such as github.com/owner/name"],
  ])("is not asked for %s", async (repository, reason) => {
    const { forge, server } = await ofWeb();
    expect(await forge.openPullRequests(repository)).toMatchObject({ isComplete: false, reason });
    expect(server.asked).toEqual([]);
  });
});

describe("ETags", () => {
  test("make a second round of 500 pull requests in 20 repositories free", async () => {
    const { forge, server } = await githubFixture();
    const names = Array.from({ length: 20 }, (_, i) => `shop/s${i}`);
    for (const name of names) server.add(name, rawPulls(25));
    const round = async () => {
      const answers = await Promise.all(
        names.map((n) => forge.openPullRequests(`github.com/${n}`)),
      );
      return answers.flatMap(({ open }) => open).length;
    };
    expect(await round()).toBe(500);
    expect(server.statuses()).toEqual(Array(20).fill(200));
    const { remaining } = server;
    expect(await round()).toBe(500);
    expect(server.statuses()).toEqual(Array(20).fill(304));
    expect(server.remaining).toBe(remaining);
  });

  test("of a full last page hide no page behind it", async () => {
    const { forge, web } = await ofWeb(100);
    await forge.openPullRequests(WEB);
    web.pulls.push(rawPull(101));
    const { open } = await forge.openPullRequests(WEB);
    expect(open.at(-1)?.number).toBe(101);
  });

  test("never show an old list, whatever is opened, closed and pushed in between", async () => {
    const change = fc.record({
      kind: fc.constantFrom("open", "close", "push", "reopen"),
      at: fc.nat(400),
      times: fc.integer({ min: 1, max: 120 }),
    });
    const { forge, server } = await githubFixture();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(210), fc.array(change, { maxLength: 5 }), async (count, changes) => {
        const name = `shop/s${run++}`;
        server.remaining = 5_000;
        const { pulls } = server.add(name, rawPulls(count));
        for (const { kind, at, times } of [{ kind: "", at: 0, times: 0 }, ...changes]) {
          for (let i = at; i < at + times; i++) {
            const pull = pulls[i % Math.max(1, pulls.length)];
            if (kind === "open") pulls.push(rawPull(pulls.length + 1));
            else if (pull && kind === "push") pull.head.sha = pull.head.sha.replace(/^./, "f");
            else if (pull) pull.state = kind === "close" ? "closed" : "open";
          }
          const answer = await forge.openPullRequests(`github.com/${name}`);
          expect([answer.isComplete, answer.open.map(({ number, sha }) => [number, sha])]).toEqual([
            true,
            pulls.filter((p) => p.state === "open").map((p) => [p.number, p.head.sha]),
          ]);
        }
      }),
      { seed: 14, numRuns: 30 },
    );
  });

  test("of an App's old token cost one request for each page, once", async () => {
    const { forge, server } = await ofWeb(150, "app");
    const round = () => forge.openPullRequests(WEB);
    await round();
    await round();
    server.statuses();
    server.now += 56 * MINUTE;
    expect((await round()).isComplete).toBe(true);
    expect(server.asked.map(({ isConditional }) => isConditional)).toEqual(Array(4).fill(false));
    expect(server.statuses()).toEqual([200, 201, 200, 200]);
    await round();
    expect(server.statuses()).toEqual([304, 304]);
  });
});

test("requests of one host wait for each other", async () => {
  const { forge, server } = await ofWeb();
  const held: (() => void)[] = [];
  const first = Promise.withResolvers<void>();
  server.badDay = (request, response) => {
    if (request.url === "/control") return undefined;
    held.push(() => response.writeHead(404).end());
    first.resolve();
    return "answered";
  };
  const answers = [1, 2, 3].map((number) => forge.pullRequest(WEB, number));
  await first.promise;
  // Whatever was sent with the first has come before this.
  await fetch(`${server.url}/control`);
  expect(held.length).toBe(1);
  server.badDay = () => undefined;
  held[0]?.();
  expect((await Promise.all(answers)).map((pull) => pull?.number)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

describe("a single pull request", () => {
  test("that is closed is told as closed", async () => {
    const { forge, web } = await ofWeb();
    Object.assign(web.pulls[0] ?? {}, { state: "closed" });
    expect((await forge.pullRequest(WEB, 1))?.isOpen).toBe(false);
  });

  test("that GitHub does not know is not told as closed", async () => {
    const { forge } = await ofWeb();
    expect(await forge.pullRequest(WEB, 2)).toBe(undefined);
  });
});

describe("changed paths", () => {
  test("are both names of a file that moved", async () => {
    const { forge, web } = await ofWeb();
    web.files.set(1, [
      { filename: "web/a.ts", previous_filename: "cart/a.ts" },
      { filename: "b.ts" },
    ]);
    expect(await forge.changedPaths(WEB, 1)).toEqual(["cart/a.ts", "web/a.ts", "b.ts"]);
  });

  test("are asked for once for each commit and base branch", async () => {
    const { forge, server, web } = await ofWeb();
    const asked = async () => {
      await forge.openPullRequests(WEB);
      server.asked.splice(0);
      await forge.changedPaths(WEB, 1);
      return server.asked.length;
    };
    const pull = web.pulls[0];
    expect([await asked(), await asked()]).toEqual([1, 0]);
    Object.assign(pull?.head ?? {}, { sha: "a".repeat(40) });
    expect([await asked(), await asked()]).toEqual([1, 0]);
    Object.assign(pull?.base ?? {}, { ref: "release" });
    expect([await asked(), await asked()]).toEqual([1, 0]);
  });

  test("are not known if GitHub's list has its greatest length", async () => {
    const { forge, web } = await ofWeb();
    const files = Array.from({ length: 3_000 }, (_, i) => ({ filename: `f${i}` }));
    web.files.set(1, files);
    expect(await forge.changedPaths(WEB, 1)).toBe(undefined);
    web.files.set(1, files.slice(1));
    expect((await forge.changedPaths(WEB, 1))?.length).toBe(2_999);
  });
});
