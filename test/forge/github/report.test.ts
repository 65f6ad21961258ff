import { describe, expect, test } from "vitest";
import { githubForge } from "../../../src/forge/github/githubForge.ts";
import type { Preview } from "../../../src/forge/github/previewText.ts";
import type { ReportWays } from "../../../src/forge/github/report.ts";
import { githubFixture, TOKEN } from "./fixture.ts";
import { rawPulls } from "./githubServer.ts";

const READY: Preview = {
  origin: "shop/payments",
  key: "pr-1",
  stage: "ready",
  state: "ready",
  image: "registry.example.com/payments@sha256:abc",
  url: "https://pr-1.preview.example.com/",
  ways: ["baggage: route-key=pr-1"],
  ends: "2026-11-30T09:00:00Z",
};
const ALL: ReportWays = { comment: true, commitStatus: true, deployment: true };

async function ofPull(identity?: "app") {
  const fixture = await githubFixture(identity);
  const repository = fixture.server.add("shop/web", rawPulls(1));
  const pull = await fixture.forge.pullRequest("github.com/shop/web", 1);
  if (pull === undefined) throw new Error("there is no pull request");
  const report = (previews: Preview[], ways: ReportWays = ALL, forge = fixture.forge) =>
    forge.report(pull, { cluster: "staging", previews }, ways);
  const again = githubForge({
    hosts: [{ host: "github.com", api: fixture.server.url, identity: TOKEN }],
    now: () => fixture.server.now,
    wait: async () => {},
  });
  fixture.server.asked.splice(0);
  const writes = () =>
    fixture.server.asked
      .splice(0)
      .filter(({ method, path }) => method !== "GET" && !path.startsWith("/app"));
  return { ...fixture, repository, pull, report, again, writes };
}

const commentsOf = ({ comments }: { comments: Map<number, { body: string }[]> }) =>
  (comments.get(1) ?? []).map(({ body }) => body);

test("nothing is asked or written in ways that are off", async () => {
  const { report, server } = await ofPull();
  expect(await report([READY], {})).toEqual([]);
  expect(server.asked).toEqual([]);
});

describe("the comment", () => {
  const ways = { comment: true };

  test("says key, ways, image, state and end", async () => {
    const { report, repository } = await ofPull();
    expect(await report([READY], ways)).toEqual([]);
    expect(commentsOf(repository)).toEqual([
      [
        "<!-- understudy: staging -->",
        "### Previews in `staging`",
        "",
        "**`shop/payments`**: `ready`",
        "- Key: `pr-1`",
        "- Link: <https://pr-1.preview.example.com/>",
        "- Or: `baggage: route-key=pr-1`",
        "- Image: `registry.example.com/payments@sha256:abc`",
        "- Ends: `2026-11-30T09:00:00Z`",
      ].join("\n"),
    ]);
  });

  test("is one, updated in place, and not written again without a change", async () => {
    const { report, repository, again, writes } = await ofPull();
    await report([{ ...READY, stage: "waiting", state: "waiting for the image" }], ways);
    await report([READY], ways);
    expect(commentsOf(repository).map((body) => body.includes("`ready`"))).toEqual([true]);
    expect(writes().map(({ method }) => method)).toEqual(["POST", "PATCH"]);
    await report([READY], ways);
    // A process that has just started finds it.
    expect(await report([READY], ways, again)).toEqual([]);
    expect(writes()).toEqual([]);
  });

  test.each([undefined, "app"] as const)(
    "of another author is left alone, whatever its mark (%s)",
    async (identity) => {
      const { report, repository } = await ofPull(identity);
      const foreign = { id: 5, user: { login: "mallory" }, body: "<!-- understudy: staging -->" };
      repository.comments.set(1, [foreign]);
      await report([{ ...READY, state: "starts" }], ways);
      await report([READY], ways);
      expect(repository.comments.get(1)?.map(({ user }) => user.login)).toEqual([
        "mallory",
        identity === "app" ? "understudy[bot]" : "writer",
      ]);
      expect(foreign.body).toBe("<!-- understudy: staging -->");
    },
  );

  test("of another cluster is left alone", async () => {
    const { report, forge, pull, repository } = await ofPull();
    await report([READY], ways);
    await forge.report(pull, { cluster: "dev", previews: [READY] }, ways);
    expect(commentsOf(repository).length).toBe(2);
  });

  test("shows what others wrote as text", async () => {
    const { report, repository } = await ofPull();
    await report(
      [{ ...READY, state: "x` ![](https://evil)\n# y", url: "https://a/>[x](https://evil)" }],
      ways,
    );
    expect(commentsOf(repository)[0]).toContain("**`shop/payments`**: `x' ![](https://evil)'# y`");
    expect(commentsOf(repository)[0]).toContain("- Link: <https://a/%3E%5Bx%5D(https://evil)>");
  });

  test("is not made for a pull request that has no preview", async () => {
    const { report, writes } = await ofPull();
    await report([], ways);
    expect(writes()).toEqual([]);
  });
});

describe("the commit status", () => {
  const ways = { commitStatus: true };

  test.each([
    ["waiting", "pending"],
    ["ready", "success"],
    ["failed", "failure"],
    ["ended", "success"],
  ] as const)("of a preview that is %s is %s", async (stage, state) => {
    const { report, repository, pull } = await ofPull();
    await report([{ ...READY, stage }], ways);
    expect(repository.statuses.get(pull.sha)).toEqual([
      {
        state,
        context: "understudy/staging",
        description: "shop/payments: ready",
        target_url: "https://pr-1.preview.example.com/",
      },
    ]);
  });

  test("is written once, even by a process that has just started", async () => {
    const { report, again, writes } = await ofPull();
    await report([READY], ways);
    await report([READY], ways);
    await report([READY], ways, again);
    expect(writes().length).toBe(1);
  });
});

describe("the deployment", () => {
  const ways = { deployment: true };

  test("of a commit is made once, and follows the preview's state", async () => {
    const { report, repository, again, writes } = await ofPull();
    await report([{ ...READY, stage: "waiting", state: "starts" }], ways);
    await report([READY], ways);
    await report([READY], ways, again);
    await report([{ ...READY, stage: "ended", state: "closed" }], ways);
    expect(repository.deployments).toMatchObject([
      { environment: "understudy/staging/pr-1", auto_merge: false, required_contexts: [] },
    ]);
    const [statuses = []] = repository.deploymentStatuses.values();
    expect(statuses.map(({ state }) => state)).toEqual(["inactive", "success", "in_progress"]);
    expect(writes().length).toBe(4);
  });

  test("of a new commit is a new one", async () => {
    const { report, repository, pull } = await ofPull();
    await report([READY], ways);
    pull.sha = "c".repeat(40);
    await report([READY], ways);
    expect(repository.deployments.map(({ sha }) => sha)).toEqual([
      "c".repeat(40),
      expect.any(String),
    ]);
  });

  test("is not made for a preview that has ended", async () => {
    const { report, writes } = await ofPull();
    await report([{ ...READY, stage: "ended" }], ways);
    expect(writes()).toEqual([]);
  });
});

test("a refusal is told, stops no other way, and is not repeated for a while", async () => {
  const { report, server, writes } = await ofPull();
  server.badDay = (request, response) => {
    if (request.method !== "POST" || !request.url?.includes("/comments")) return undefined;
    const message = "Resource not accessible by personal access token";
    response
      .writeHead(403, { "content-type": "application/json" })
      .end(JSON.stringify({ message }));
    return "answered";
  };
  const why =
    "the comment of github.com/shop/web#1 is not written: github.com denies it to the token (403): Resource not accessible by personal access token";
  expect(await report([READY], { comment: true, commitStatus: true })).toEqual([why]);
  expect(writes().map(({ status }) => status)).toEqual([403, 201]);
  expect(await report([READY], { comment: true })).toEqual([
    expect.stringMatching(/\(403\).*: waits until 12:00:1\d UTC$/),
  ]);
  expect(writes()).toEqual([]);
});

test("a second passes between two writes", async () => {
  const { report, waited } = await ofPull();
  await report([READY], { comment: true, commitStatus: true });
  expect(waited).toEqual([0, 1_000]);
});
