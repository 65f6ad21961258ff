import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { runHere } from "../cli/inProcess.ts";
import { folderOf } from "../cli/project.ts";
import { GithubServer, type Repository, rawPull } from "../forge/github/githubServer.ts";
import { removeNamespaces } from "./leftovers.ts";
import { kubectl, run } from "./run.ts";

const NAMESPACE = "understudy-e2e-report";
const IMAGE = `${inject("registry")}/understudy-e2e-report`;

describe.runIf(inject("context") !== "" && inject("registry") !== "")("preview reconcile", () => {
  beforeAll(async () => {
    await removeNamespaces(NAMESPACE);
    await kubectl("create", "namespace", NAMESPACE);
  });

  afterEach(() => vi.unstubAllEnvs());

  afterAll(() => removeNamespaces(NAMESPACE));

  test("tells a pull request of its image, its pods and its route until the copy is gone, and never the same twice", async () => {
    const { github, repository, pull } = await githubHere();
    await apply(...ORIGIN);

    await reconcile();
    const image = `${IMAGE}:${pull.head.sha}`;
    expect(toldOf(repository)).toMatchObject({
      comment: expect.stringContaining(`\`waiting for the image ${image} since `),
      status: "pending",
      deployment: "in_progress",
    });

    await push(image);
    await reconcile();
    expect(toldOf(repository).comment).toContain("**: `it starts`\n");
    const said = async () => {
      await reconcile();
      return toldOf(repository).comment;
    };
    await expect.poll(said, { interval: 500 }).toContain("**: `ready`\n");
    expect(toldOf(repository)).toMatchObject({ status: "success", deployment: "success" });
    expect(toldOf(repository).comment.split("\n").slice(4, 8)).toEqual([
      "- Key: `pr-7012`",
      "- Header: `baggage: understudy=pr-7012`",
      `- Header: \`service-router-web-${NAMESPACE}: web-pr-7012.${NAMESPACE}\``,
      `- From a pod: \`curl -H 'baggage: understudy=pr-7012' http://web.${NAMESPACE}/\``,
    ]);

    github.asked.splice(0);
    await reconcile();
    expect(github.asked.filter(({ method }) => method !== "GET")).toMatchObject([
      { path: "/graphql" },
    ]);

    pull.state = "closed";
    await reconcile();
    expect(toldOf(repository)).toEqual({
      comment: expect.stringContaining("**: `is deleted: it is closed`\n"),
      status: "success",
      deployment: "inactive",
    });
    expect(repository.deployments).toHaveLength(1);
  });
});

/** Returns a server that the command takes for GitHub, with one pull request. */
async function githubHere() {
  const github = await new GithubServer().start();
  const values = {
    ...{ API_URL: github.url, TOKEN: "ghp_written", SERVER_URL: undefined },
    ...{ TOKEN_FILE: undefined, APP_ID: undefined, APP_PRIVATE_KEY: undefined },
    APP_PRIVATE_KEY_FILE: undefined,
  };
  for (const [name, value] of Object.entries(values)) {
    vi.stubEnv(`GITHUB_${name}`, value);
  }
  // No other test's number: a preview host of any namespace that adds this key is a line of the comment.
  const pull = rawPull(7012);
  // The registry keeps the images of earlier runs.
  pull.head.sha = randomBytes(20).toString("hex");
  pull.updated_at = new Date().toISOString();
  pull.head.repo = { id: 1, pushed_at: pull.updated_at };
  return { github, pull, repository: github.add("acme/web", [pull]) };
}

/** Does a round of a process that has just started. */
async function reconcile(): Promise<void> {
  const options = ["--from", "github", "--namespaces", NAMESPACE];
  const ways = ["--comment", "--status", "--deployment"];
  const call = runHere(folderOf({}), "preview", "reconcile", ...options, ...ways);
  expect([await call.ended, call.stderr]).toEqual([0, ""]);
}

/** Returns the one comment of the pull request, and the newest states of its commit and its deployment. */
function toldOf({ comments, statuses, deploymentStatuses }: Repository) {
  const bodies = (comments.get(7012) ?? []).map(({ body }) => body);
  expect(bodies).toHaveLength(1);
  return {
    comment: bodies[0] ?? "",
    status: [...statuses.values()][0]?.[0]?.state,
    deployment: [...deploymentStatuses.values()][0]?.[0]?.state,
  };
}

async function push(image: string): Promise<void> {
  for (const args of [
    ["pull", "node:24-slim"],
    ["tag", "node:24-slim", image],
    ["push", image],
  ]) {
    await run("docker", args);
  }
}

async function apply(...items: object[]): Promise<void> {
  const list = { apiVersion: "v1", kind: "List", items };
  await run("kubectl", ["apply", "--server-side", "-f", "-"], { input: JSON.stringify(list) });
}

const labels = { app: "web" };
const metadata = { name: "web", namespace: NAMESPACE };
const ORIGIN = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      ...metadata,
      annotations: { "understudy.dev/github-repository": "https://github.com/acme/web" },
    },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              name: "app",
              image: `${IMAGE}:1`,
              command: ["node", "-e", "setInterval(() => {}, 1e6)"],
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { selector: labels, ports: [{ name: "http", port: 80 }] },
  },
  // A host that a stack routes.
  {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: {
      ...metadata,
      annotations: {
        "understudy.dev/route-declared": JSON.stringify({
          keyHeader: "x-preview",
          base: [],
          entries: [],
        }),
      },
    },
    spec: {
      hosts: [`web.${NAMESPACE}.svc.cluster.local`],
      http: [{ name: "default", route: [{ destination: { host: "web" } }] }],
    },
  },
];
