import { expect, it } from "vitest";
import { apiServer } from "../../cluster/apiServer.ts";
import { deploymentOf, pullOf, serviceOf } from "../../controller/fixture.ts";
import { runHere as run } from "../inProcess.ts";
import { folderOf } from "../project.ts";

const IN_SHOP = ["--context", "staging", "--namespaces", "shop"];

it.each([
  [[], "received nothing"],
  [["PR"], 'received "PR"'],
  [["pr-12", "pr-13"], 'received "pr-12 pr-13"'],
])("a wrong call %j exits with 2", async (args, what) => {
  const call = run(folderOf({}), "preview", "explain", ...args);
  expect([await call.ended, call.stderr.split("\n")[0]]).toEqual([
    2,
    `<key>: expected a route key such as pr-12, of a-z, 0-9 and "-", at most 40 characters, ${what}.`,
  ]);
});

it("a key that nothing has is told with the one that is meant", async () => {
  const copy = deploymentOf("payments-pr-12");
  Object.assign(copy.metadata ?? {}, {
    annotations: {},
    labels: { "understudy.dev/route-key": "pr-12" },
  });
  await apiServer({ "/apis/apps/v1/namespaces/shop/deployments": [copy] });
  const call = run(folderOf({}), "preview", "explain", "pr-21", ...IN_SHOP);
  expect([await call.ended, call.stderr]).toEqual([
    1,
    "pr-21: no copy has this key, and no Deployment's annotations give it to a pull request.\n" +
      '  Did you mean "pr-12"?\n',
  ]);
});

it("prints a list of steps with marks, and the same as JSON; the exit code is 1 if a request does not arrive", async () => {
  await apiServer({
    "/apis/apps/v1/namespaces/shop/deployments": [deploymentOf("payments")],
    "/api/v1/namespaces/shop/services": [serviceOf("payments")],
  });
  const { number, sha, branch, baseBranch, url, pushed } = pullOf(12);
  const pull = {
    ...{ number, state: "OPEN", isDraft: true, isCrossRepository: false, labels: [], body: "" },
    ...{ headRefOid: sha, headRefName: branch, baseRefName: baseBranch, url, updatedAt: pushed },
  };
  const repository = { repository: "acme/payments", isComplete: true, pullRequests: [pull] };
  const folder = folderOf({ "pulls.json": JSON.stringify({ repositories: [repository] }) });
  const args = ["pr-12", ...IN_SHOP, "--from", "pulls.json"];
  const call = run(folder, "preview", "explain", ...args);
  expect([await call.ended, call.stderr]).toEqual([1, ""]);
  const [head, ...lines] = call.stdout.trimEnd().split("\n");
  expect(head).toBe(
    "shop/payments-pr-12, for github.com/acme/payments#12: requests with the key pr-12 do not reach it",
  );
  expect(lines.map((line) => line.trim().split(/ {2,}/)).slice(0, 5)).toEqual([
    ["✓", "namespace", "copies may be made in shop"],
    [
      "✓",
      "origin",
      "Deployment shop/payments asks for copies of github.com/acme/payments, for requests to its Service payments",
    ],
    ["✓", "repository", "github.com/acme/payments has 1 open pull request"],
    ["✗", "pull request", "github.com/acme/payments#12: it is a draft"],
    ["…", "image", 'comes after the step "pull request"'],
  ]);
  const json = run(folder, "preview", "explain", ...args, "--json");
  expect([await json.ended, JSON.parse(json.stdout)]).toMatchObject([
    1,
    {
      key: "pr-12",
      isReached: false,
      copies: [{ name: "shop/payments-pr-12", isReached: false, steps: { length: 9 } }],
    },
  ]);
});

it("without --from it marks what cannot be told", async () => {
  await apiServer({
    "/apis/apps/v1/namespaces/shop/deployments": [deploymentOf("payments")],
    "/api/v1/namespaces/shop/services": [serviceOf("payments")],
  });
  const call = run(folderOf({}), "preview", "explain", "pr-12", ...IN_SHOP);
  expect([await call.ended, call.stderr]).toEqual([1, ""]);
  expect(call.stdout).toMatch(/^ {2}\? {2}repository .*: nobody was asked; --from github or /m);
});

it("what may not be read is told, and explains nothing", async () => {
  await apiServer({ "/apis/apps/v1/namespaces/shop/deployments": 403 });
  const call = run(folderOf({}), "preview", "explain", "pr-12", ...IN_SHOP);
  expect([await call.ended, call.stderr.split("\n")[0]]).toEqual([
    1,
    "cluster: you may not list deployments.apps in namespace shop.",
  ]);
});
