import { expect, test } from "vitest";
import { githubFixture } from "./fixture.ts";
import { rawPull } from "./githubServer.ts";

const PERSON = { login: "alice", type: "User" };
const PUSHED = "2026-11-27T09:00:00Z";

function labeled(created_at: string, given: object = {}) {
  return { event: "labeled", label: { name: "preview" }, actor: PERSON, created_at, ...given };
}

/** A pull request of a fork that alice has labelled after its last push. */
async function ofFork() {
  const fixture = await githubFixture();
  const pull = rawPull(1);
  pull.head.repo = { id: 2, pushed_at: PUSHED };
  const repository = fixture.server.add("shop/web", [pull]);
  repository.permissions.set("alice", "write");
  // Dates of commits are what their author wants them to be.
  const commit = { event: "committed", author: { date: "2001-01-01T00:00:00Z" } };
  repository.timeline.set(1, [commit, labeled("2026-11-27T09:00:01Z")]);
  const ask = (sha = pull.head.sha) =>
    fixture.forge.isLabelledByWriter("github.com/shop/web", 1, "preview", sha);
  return { ...fixture, pull, repository, ask };
}

test("a label that a writer put on it after the last push counts", async () => {
  const { ask } = await ofFork();
  expect(await ask()).toEqual({
    isLabelled: true,
    reason: "alice has put the label preview on it",
  });
});

test.each([
  ["write", true],
  ["admin", true],
  ["maintain", true],
  ["read", false],
  ["triage", false],
  ["none", false],
])("a label of somebody with the permission %s counts: %s", async (permission, expected) => {
  const { ask, repository } = await ofFork();
  repository.permissions.set("alice", permission);
  expect((await ask()).isLabelled).toBe(expected);
});

test.each([
  ["in the second of the push", PUSHED],
  ["before the push", "2026-11-27T08:59:59Z"],
])("a label that was put on it %s does not count", async (_, at) => {
  const { ask, repository } = await ofFork();
  repository.timeline.set(1, [labeled(at)]);
  expect(await ask()).toEqual({
    isLabelled: false,
    reason: "its fork was pushed to after the label preview was put on it",
  });
});

test("a label does not count after a forced push, whatever the fork says", async () => {
  const { ask, repository } = await ofFork();
  const forced = { event: "head_ref_force_pushed", created_at: "2026-11-27T09:30:00Z" };
  repository.timeline.set(1, [labeled("2026-11-27T09:00:01Z"), forced]);
  expect((await ask()).isLabelled).toBe(false);
});

test("the last one who labelled counts, not an earlier one", async () => {
  const { ask, repository } = await ofFork();
  const mallory = { actor: { login: "mallory", type: "User" } };
  repository.permissions.set("mallory", "read");
  repository.timeline.set(1, [
    labeled("2026-11-27T09:00:01Z"),
    labeled("2026-11-27T09:00:02Z", { event: "unlabeled" }),
    labeled("2026-11-27T09:00:03Z", mallory),
  ]);
  expect((await ask()).isLabelled).toBe(false);
});

test.each([
  ["of a bot", { actor: { login: "labeler[bot]", type: "Bot" } }],
  ["of a deleted account", { actor: null }],
  ["of another name", { label: { name: "other" } }],
])("a label %s does not count", async (_, given) => {
  const { ask, repository } = await ofFork();
  repository.timeline.set(1, [labeled("2026-11-27T09:00:01Z", given)]);
  expect((await ask()).isLabelled).toBe(false);
});

test("a label that is not on it any more does not count", async () => {
  const { ask, pull } = await ofFork();
  pull.labels = [];
  expect((await ask()).isLabelled).toBe(false);
});

test("no label counts if the fork is gone", async () => {
  const { ask, pull } = await ofFork();
  pull.head.repo = null;
  expect((await ask()).isLabelled).toBe(false);
});

test("a label says nothing of another commit than the newest", async () => {
  const { ask } = await ofFork();
  expect(await ask("b".repeat(40))).toEqual({
    isLabelled: undefined,
    reason: "it has another commit by now",
  });
});

test("whoever asks for the pull request itself and whoever asks for its label have their own answers, also unchanged ones", async () => {
  const { ask, forge } = await ofFork();
  const single = async () => (await forge.pullRequest("github.com/shop/web", 1))?.number;
  const round = async () => [(await ask()).isLabelled, await single()];
  expect([await round(), await round()]).toEqual([
    [true, 1],
    [true, 1],
  ]);
  const { ask: askLater, forge: other } = await ofFork();
  await other.pullRequest("github.com/shop/web", 1);
  expect((await askLater()).isLabelled).toBe(true);
});

test.each(["timeline", "pulls", "permission"])(
  "nothing can be told while %s are not answered",
  async (part) => {
    const { ask, server } = await ofFork();
    server.badDay = (request, response) => {
      if (!request.url?.includes(part)) return undefined;
      response.writeHead(500).end();
      return "answered";
    };
    expect((await ask()).isLabelled).toBe(undefined);
  },
);

test("a push after the events were read is seen in the pull request that is read after them", async () => {
  const { ask, pull, server } = await ofFork();
  server.badDay = (request) => {
    // The push comes between both requests.
    if (request.url?.includes("/pulls/1"))
      pull.head.repo = { id: 2, pushed_at: "2026-11-27T10:00:00Z" };
    return undefined;
  };
  expect((await ask()).isLabelled).toBe(false);
});
