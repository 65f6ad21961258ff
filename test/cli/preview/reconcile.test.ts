import { createHmac } from "node:crypto";
import { afterEach, expect, it, vi } from "vitest";
import { freePort } from "../../../src/freePort.ts";
import { apiServer } from "../../cluster/apiServer.ts";
import { deploymentOf, pullOf, serviceOf } from "../../controller/fixture.ts";
import { GithubServer, rawPull } from "../../forge/github/githubServer.ts";
import { startServer } from "../../http/httpServer.ts";
import { runHere as run } from "../inProcess.ts";
import { endAll, run as start } from "../process.ts";
import { folderOf } from "../project.ts";

afterEach(endAll);

const PULLS = JSON.stringify({
  repositories: [{ repository: "acme/payments", isComplete: true, pullRequests: [] }],
});

it.each([
  [[], "--from: expected <github|file>, received nothing."],
  [
    ["--from", "pulls.json", "--namespaces", "shop,kube-system"],
    "--namespaces: expected namespaces such as shop,accounts",
  ],
  [["--from", "pulls.json", "--limit", "x"], "--limit: expected a number from 0"],
  [["--from", "pulls.json", "--interval", "0s"], "--interval: expected a duration above zero"],
  [["--from", "pulls.json", "--webhook", "8080"], "--webhook: ends a pause between rounds."],
  [["--from", "pulls.json", "--comment"], "--comment: is for --from github."],
  [
    ["--from", "github", "--report-as", "dev"],
    "--report-as: names what --comment, --status and --deployment write.",
  ],
  [["--from", "github", "--comment", "--report-as", "a-->"], "--report-as: expected letters"],
  [
    ["--from", "pulls.json", "--watch", "--confirm-deletes"],
    "--confirm-deletes: is for one round, and not for --watch.",
  ],
])("a wrong call %j exits with 2", async (args, problem) => {
  const call = run(folderOf({ "pulls.json": PULLS }), "preview", "reconcile", ...args);
  expect([await call.ended, call.stderr.startsWith(problem)]).toEqual([2, true]);
});

it("a file that cannot be read, or is none of pull requests, exits with 1 and asks no cluster", async () => {
  const folder = folderOf({ "pulls.json": "<html>" });
  const none = run(folder, "preview", "reconcile", "--from", "nothing.json");
  expect([await none.ended, none.stderr]).toEqual([
    1,
    "--from: cannot be read: ENOENT: no such file or directory, open 'nothing.json'.\n",
  ]);
  const page = run(folder, "preview", "reconcile", "--from", "pulls.json");
  expect([await page.ended, page.stderr.startsWith("pulls.json: expected JSON")]).toEqual([
    1,
    true,
  ]);
});

it("a context that the kubeconfig does not have is told", async () => {
  await apiServer({}, "shop-stg");
  const folder = folderOf({ "pulls.json": PULLS });
  const call = run(
    folder,
    "preview",
    "reconcile",
    "--from",
    "pulls.json",
    "--context",
    "shop-stgg",
  );
  expect([await call.ended, call.stderr]).toEqual([
    1,
    '--context: the kubeconfig has no context "shop-stgg".\n  Did you mean "shop-stg"?\n',
  ]);
});

it("what may not be read ends the round: it would look as if it was gone", async () => {
  await apiServer({ "/apis/apps/v1/namespaces/shop/deployments": 403 });
  const folder = folderOf({ "pulls.json": PULLS });
  const args = ["--from", "pulls.json", "--context", "staging", "--namespaces", "shop"];
  const call = run(folder, "preview", "reconcile", ...args);
  expect([await call.ended, call.stderr.split("\n")[0]]).toEqual([
    1,
    "cluster: you may not list deployments.apps in namespace shop.",
  ]);
});

it("prints a line for each pull request, and as JSON the same with all problems", async () => {
  await apiServer({
    "/apis/apps/v1/namespaces/shop/deployments": [
      deploymentOf("payments", { "understudy.dev/preview-label": "qa" }),
    ],
    "/api/v1/namespaces/shop/services": [serviceOf("payments")],
  });
  const { number, sha, branch, baseBranch, url, pushed } = pullOf(12);
  const pull = {
    number,
    state: "OPEN",
    isDraft: false,
    isCrossRepository: false,
    headRefOid: sha,
    headRefName: branch,
    baseRefName: baseBranch,
    labels: [],
    body: "",
    url,
    updatedAt: pushed,
  };
  const file = {
    repositories: [{ repository: "acme/payments", isComplete: true, pullRequests: [pull] }],
  };
  const folder = folderOf({ "pulls.json": JSON.stringify(file) });
  const args = ["--from", "pulls.json", "--context", "staging", "--namespaces", "shop"];
  const call = run(folder, "preview", "reconcile", ...args);
  expect([await call.ended, call.stderr]).toEqual([0, ""]);
  expect(call.stdout.split("\n").map((line) => line.trim().split(/ {2,}/))).toEqual([
    ["COPY", "PULL REQUEST", "STATE", "REASON"],
    ["shop/payments", "github.com/acme/payments#12", "ignored", "it does not have the label qa"],
    [""],
  ]);
  const json = run(folder, "preview", "reconcile", ...args, "--json", "--dry-run");
  expect([await json.ended, JSON.parse(json.stdout)]).toEqual([
    0,
    {
      copies: [
        {
          name: "shop/payments",
          pullRequest: "github.com/acme/payments#12",
          state: "ignored",
          reason: "it does not have the label qa",
        },
      ],
      changes: [],
      marks: [],
      deleted: [],
      routes: [],
      told: [],
      problems: [],
      warnings: [],
    },
  ]);
});

/** Returns a cluster with one annotated Deployment, a server of GitHub, and the arguments of a call. */
async function clusterAndGithub(
  annotations: Record<string, string> = { "understudy.dev/preview-label": "qa" },
) {
  await apiServer({
    "/apis/apps/v1/namespaces/shop/deployments": [deploymentOf("payments", annotations)],
    "/api/v1/namespaces/shop/services": [serviceOf("payments")],
  });
  const github = await new GithubServer().start();
  vi.stubEnv("GITHUB_API_URL", github.url);
  for (const name of [
    "GITHUB_SERVER_URL",
    "GITHUB_APP_ID",
    "GITHUB_APP_PRIVATE_KEY",
    "GITHUB_APP_PRIVATE_KEY_FILE",
    "GITHUB_TOKEN_FILE",
  ]) {
    vi.stubEnv(name, undefined);
  }
  vi.stubEnv("GITHUB_TOKEN", "ghp_written");
  const args = ["--from", "github", "--context", "staging", "--namespaces", "shop"];
  return { github, args };
}

it("asks GitHub for the pull requests, with the token of GITHUB_TOKEN", async () => {
  const { github, args } = await clusterAndGithub();
  github.add("acme/payments", [rawPull(12)]);
  const call = run(folderOf({}), "preview", "reconcile", ...args, "--json");
  expect([await call.ended, call.stderr]).toEqual([0, ""]);
  expect(JSON.parse(call.stdout).copies).toEqual([
    {
      name: "shop/payments",
      pullRequest: "github.com/acme/payments#12",
      state: "ignored",
      reason: "it does not have the label qa",
    },
  ]);
  expect(github.asked.map(({ path, token }) => [path.split("?")[0], token])).toEqual([
    ["/repos/acme/payments/pulls", "ghp_written"],
  ]);
});

it("a repository that GitHub does not show is told, and the exit code is 1", async () => {
  const { args } = await clusterAndGithub();
  const call = run(folderOf({}), "preview", "reconcile", ...args);
  expect([await call.ended, call.stderr]).toEqual([
    1,
    "github.com/acme/payments: could not be read: github.com has nothing there, or nothing that the token may see (404).\n",
  ]);
});

it("without a token it asks neither GitHub nor the cluster", async () => {
  const { github, args } = await clusterAndGithub();
  vi.stubEnv("GITHUB_TOKEN", undefined);
  vi.stubEnv("KUBECONFIG", "/nowhere");
  const call = run(folderOf({}), "preview", "reconcile", ...args);
  expect([await call.ended, call.stderr.split("\n")[0], github.asked]).toEqual([
    1,
    "GITHUB_TOKEN: expected a token of GitHub, received nothing.",
    [],
  ]);
});

it("--watch goes on until Ctrl-C, and a signed webhook ends the pause between its rounds", async () => {
  const { github, args } = await clusterAndGithub();
  const repository = github.add("acme/payments", [rawPull(12)]);
  vi.stubEnv("GITHUB_WEBHOOK_SECRET", "s3cret");
  const port = await freePort();
  const watching = ["--watch", "--interval", "1h", "--webhook", String(port)];
  const call = start(folderOf({}), "preview", "reconcile", ...args, ...watching);
  await call.prints(/shop\/payments {2}github.com\/acme\/payments#12 {2}ignored: .*\n/);
  repository.pulls.push(rawPull(13));
  const body = "{}";
  const signature = createHmac("sha256", "s3cret").update(body).digest("hex");
  const headers = {
    "x-github-event": "pull_request",
    "x-hub-signature-256": `sha256=${signature}`,
  };
  const url = `http://127.0.0.1:${port}/webhook`;
  expect((await fetch(url, { method: "POST", headers, body })).status).toBe(202);
  await call.prints(/shop\/payments {2}github.com\/acme\/payments#13 {2}ignored: .*\n/);
  call.signal("SIGINT");
  expect(await call.ended).toBe(0);
  expect(call.stdout.trim().split("\n")).toHaveLength(2);
});

it("--watch keeps a registry's pause from round to round, and tells its reason once", async () => {
  const registry = await startServer(() => ({
    status: 503,
    headers: { "retry-after": "3600" },
  }));
  const { host } = new URL(registry.url);
  const { github, args } = await clusterAndGithub({
    "understudy.dev/preview-image": `${host}/payments:{sha}`,
  });
  github.add("acme/payments", [{ ...rawPull(12), updated_at: new Date().toISOString() }]);
  const watching = ["--watch", "--interval", "1ms"];
  const call = start(folderOf({}), "preview", "reconcile", ...args, ...watching);
  await expect.poll(() => github.asked.length).toBeGreaterThan(3);
  call.signal("SIGINT");
  expect(await call.ended).toBe(0);
  const reason = `waiting: cannot tell whether there is an image ${host}/payments:${rawPull(12).head.sha}: ${host} answered with status 503`;
  expect(call.stdout.replace(/^\S+ +/, "")).toBe(
    `shop/payments-pr-12  github.com/acme/payments#12  ${reason}\n`,
  );
  expect(registry.asked).toHaveLength(1);
});

it("--webhook without a secret listens to nobody", async () => {
  const { args } = await clusterAndGithub();
  vi.stubEnv("GITHUB_WEBHOOK_SECRET", undefined);
  const call = run(folderOf({}), "preview", "reconcile", ...args, "--watch", "--webhook", "8080");
  expect([await call.ended, call.stderr.split("\n")[0]]).toEqual([
    1,
    "GITHUB_WEBHOOK_SECRET: expected the secret of the webhook, received nothing.",
  ]);
});

/** A Deployment whose key is wrong, so that its pull requests are told something without any registry. */
async function refusedAndGithub() {
  const { github, args } = await clusterAndGithub();
  const repository = github.add("acme/payments", [
    { ...rawPull(12), labels: [{ name: "qa" }], body: "Understudy-Key: Upper" },
  ]);
  const commentsOf = () => (repository.comments.get(12) ?? []).map(({ body }) => body);
  const written = () =>
    github.asked.filter(({ method }) => method === "PATCH" || method === "POST");
  return { github, args, repository, commentsOf, written };
}

it("tells pull requests in the ways that are on, and a second call writes nothing", async () => {
  const { github, args, repository, commentsOf, written } = await refusedAndGithub();
  const folder = folderOf({});
  await run(folder, "preview", "reconcile", ...args).ended;
  const dry = run(folder, "preview", "reconcile", ...args, "--dry-run", "--comment");
  await dry.ended;
  // The comment's author is asked for by a query.
  expect(written().map(({ path }) => path)).toEqual(["/graphql"]);
  github.asked.splice(0);
  expect(dry.stdout).toMatch(/^told: comment of github\.com\/acme\/payments#12\n\+ <!-- /);
  const ways = ["--comment", "--status", "--report-as", "staging"];
  const call = run(folder, "preview", "reconcile", ...args, ...ways);
  expect([await call.ended, call.stderr.split("\n").length]).toEqual([1, 2]);
  expect(commentsOf()).toEqual([
    expect.stringMatching(
      /^<!-- understudy: staging -->\n.*\n\n\*\*`shop\/payments`\*\*: `expected a key/,
    ),
  ]);
  expect([...repository.statuses.values()].flat()).toEqual([
    {
      state: "failure",
      context: "staging",
      description: expect.stringMatching(/^shop\/payments: expected a key/),
    },
  ]);
  expect(repository.deployments).toEqual([]);
  github.asked.splice(0);
  await run(folder, "preview", "reconcile", ...args, ...ways).ended;
  expect(written().map(({ path }) => path)).toEqual(["/graphql"]);
});

it("what GitHub refuses is a problem of the round, and the copies are told nonetheless", async () => {
  const { github, args } = await refusedAndGithub();
  github.badDay = (request, response) => {
    if (request.method !== "POST" || request.url === "/graphql") return undefined;
    response.writeHead(403, { "content-type": "application/json" }).end("{}");
    return "answered";
  };
  const call = run(folderOf({}), "preview", "reconcile", ...args, "--json", "--comment");
  expect([await call.ended, call.stderr]).toEqual([1, ""]);
  const { copies, problems } = JSON.parse(call.stdout);
  expect(copies).toMatchObject([{ name: "shop/payments", state: "refused" }]);
  expect(problems).toMatchObject([
    { where: "shop/payments, github.com/acme/payments#12" },
    {
      where: "github.com/acme/payments",
      what: "the comment of #12 could not be written: github.com denies it to the token (403)",
    },
  ]);
});

it("--watch tells what changes in later rounds", async () => {
  const { args, repository, commentsOf } = await refusedAndGithub();
  const watching = ["--watch", "--interval", "100ms", "--comment"];
  const call = start(folderOf({}), "preview", "reconcile", ...args, ...watching);
  await expect.poll(commentsOf).toHaveLength(1);
  repository.pulls.splice(0);
  await expect.poll(commentsOf).toEqual([expect.stringContaining("it gets no preview any more")]);
  call.signal("SIGINT");
  expect(await call.ended).toBe(0);
});
