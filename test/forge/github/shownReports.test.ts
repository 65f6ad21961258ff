import { expect, test } from "vitest";
import type { ShownChange } from "../../../src/forge/github/client.ts";
import { githubForge } from "../../../src/forge/github/githubForge.ts";
import type { Preview } from "../../../src/forge/previewReport.ts";
import { GithubServer, rawPulls } from "./githubServer.ts";

const READY: Preview = {
  ...{ origin: "shop/payments", key: "pr-1", stage: "ready", state: "ready", headers: [] },
};

test("what would be told is shown with what is there, and nothing is written", async () => {
  const server = await new GithubServer().start();
  server.add("shop/web", rawPulls(1));
  const shown: ShownChange[] = [];
  const host = { host: "github.com", api: server.url, identity: { token: () => "ghp_written" } };
  const options = { hosts: [host], now: () => server.now, wait: async () => {} };
  const ways = { name: "understudy", comment: true, status: true, deployment: true };
  const report = (previews: Preview[], sha: string) => ({
    pulls: [{ repository: "github.com/shop/web", number: 1, sha, previews }],
    read: [],
    unread: new Set<string>(),
  });
  const [first, second] = ["a", "b"].map((letter) => letter.repeat(40));
  expect(await githubForge(options).reporter(ways)(report([READY], `${first}`))).toEqual([]);
  server.asked.splice(0);
  const dry = githubForge({ ...options, instead: (change) => shown.push(change) });
  const starts: Preview = { ...READY, stage: "waiting", state: "it starts" };
  expect(await dry.reporter(ways)(report([starts], `${second}`))).toEqual([]);
  const text = (state: string) =>
    `<!-- understudy: understudy -->\n### Previews: \`understudy\`\n\n**\`shop/payments\`**: \`${state}\`\n- Key: \`pr-1\``;
  expect(shown).toEqual([
    {
      what: "comment of github.com/shop/web#1",
      before: text("ready"),
      after: text("it starts"),
    },
    {
      what: `commit status understudy of github.com/shop/web@${second}`,
      before: "",
      after: "pending: shop/payments (pr-1): it starts",
    },
    {
      what: "deployment of github.com/shop/web#1 in understudy",
      before: "success: shop/payments (pr-1): ready",
      after: "inactive: The pull request has a newer commit",
    },
    {
      what: `deployment of github.com/shop/web#1 in understudy, of commit ${second}`,
      before: "",
      after: "in_progress: shop/payments (pr-1): it starts",
    },
  ]);
  const written = server.asked.filter(
    ({ method, path }) => method !== "GET" && path !== "/graphql",
  );
  expect(written).toEqual([]);
});
