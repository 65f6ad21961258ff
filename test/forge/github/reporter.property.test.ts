import fc from "fast-check";
import { expect, it } from "vitest";
import { githubForge } from "../../../src/forge/github/githubForge.ts";
import { commentText } from "../../../src/forge/github/previewText.ts";
import type { Preview, Stage } from "../../../src/forge/previewReport.ts";
import { MINUTE, TOKEN } from "./fixture.ts";
import { type BadDay, GithubServer } from "./githubServer.ts";

const RUNS = Number(process.env.FUZZ_RUNS ?? 60);
const WAYS = { name: "understudy", comment: true, status: true, deployment: true };

type Told = { stage: Stage; letter: string };
type Event =
  | ({ kind: "told" } & Told)
  /** A round in which the pull request is missing. */
  | { kind: "missing"; isRead: boolean }
  | { kind: "restart" }
  | { kind: "day"; is: "good" | "refusing" | "answers are lost"; from: number };

const told = {
  stage: fc.constantFrom<Stage>("waiting", "ready", "failed", "ended"),
  letter: fc.constantFrom("a", "b"),
};
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("told" as const), ...told }) },
  fc.record({ kind: fc.constant("missing" as const), isRead: fc.boolean() }),
  fc.record({ kind: fc.constant("restart" as const) }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("day" as const),
      is: fc.constantFrom("good" as const, "refusing" as const, "answers are lost" as const),
      from: fc.nat(3),
    }),
  },
);

const STATES: Record<Stage, string> = {
  waiting: "pending",
  ready: "success",
  failed: "failure",
  ended: "success",
};

function previewsOf({ stage }: Told): Preview[] {
  return [{ origin: "shop/web", key: "pr-1", stage, state: `it is ${stage}`, headers: [] }];
}

/** Lets so many writes pass; of the others GitHub refuses all, or does them and its answers are lost. */
function badDay(is: "refusing" | "answers are lost", from: number): BadDay {
  let writes = 0;
  return (request, response) => {
    if (request.method === "GET" || request.url === "/graphql") return undefined;
    if (writes++ < from) return undefined;
    if (is === "refusing") {
      response.writeHead(502, { "content-type": "application/json" }).end("{}");
      return "answered";
    }
    response.writeHead = () => response;
    response.end = () => response.destroy();
    return undefined;
  };
}

it("whatever fails or is lost on the way, the last round's words are there once, and are not written again", async () => {
  const server = await new GithubServer().start();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 8 }), fc.record(told), async (events, last) => {
      const name = `shop/web${++count}`;
      const repository = server.add(name);
      const foreign = {
        id: -1,
        user: { login: "mallory" },
        body: "<!-- understudy: understudy -->",
      };
      repository.comments.set(1, [foreign]);
      server.badDay = () => undefined;
      const started = () =>
        githubForge({
          hosts: [{ host: "github.com", api: server.url, identity: TOKEN }],
          now: () => server.now,
          wait: async (milliseconds) => {
            server.now += milliseconds;
          },
        }).reporter(WAYS);
      let tell = started();
      const one = (what: Told) => {
        const sha = what.letter.repeat(40);
        const pulls = [
          { repository: `github.com/${name}`, number: 1, sha, previews: previewsOf(what) },
        ];
        return tell({ pulls, read: [], unread: new Set() });
      };
      for (const what of events) {
        // Pauses after failures are over.
        server.now += 10 * MINUTE;
        if (what.kind === "told") await one(what);
        else if (what.kind === "restart") tell = started();
        else if (what.kind === "missing") {
          const unread = new Set(what.isRead ? [] : [`github.com/${name}`]);
          await tell({ pulls: [], read: [], unread });
        } else server.badDay = what.is === "good" ? () => undefined : badDay(what.is, what.from);
      }
      server.badDay = () => undefined;
      server.now += 10 * MINUTE;
      expect(await one(last)).toEqual([]);

      const isGone = last.stage === "ended";
      const sha = last.letter.repeat(40);
      const bodies = (repository.comments.get(1) ?? []).map(({ body }) => body);
      const text = `<!-- understudy: understudy -->\n${commentText("understudy", previewsOf(last))}`;
      expect(bodies).toEqual([foreign.body, ...(isGone && bodies.length === 1 ? [] : [text])]);
      const status = repository.statuses.get(sha)?.[0]?.state;
      if (!isGone || status !== undefined) expect(status).toBe(STATES[last.stage]);
      const states = repository.deployments.map(({ id, sha }) => [
        sha,
        repository.deploymentStatuses.get(Number(id))?.[0]?.state,
      ]);
      const active = states.filter(([, state]) => state !== "inactive");
      const state = last.stage === "waiting" ? "in_progress" : STATES[last.stage];
      expect(active).toEqual(isGone ? [] : [[sha, state]]);

      tell = started();
      server.asked.splice(0);
      expect(await one(last)).toEqual([]);
      const writes = server.asked.filter(({ method }) => method !== "GET");
      expect(writes.map(({ path }) => path)).toEqual(["/graphql"]);
    }),
    { numRuns: RUNS, seed: 14 },
  );
});
