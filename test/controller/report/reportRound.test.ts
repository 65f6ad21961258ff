import type { Deployment, DeploymentStatus } from "kubernetes-types/apps/v1.d.ts";
import { describe, expect, test } from "vitest";
import { reportRound } from "../../../src/controller/report/reportRound.ts";
import type { World } from "../../../src/controller/world.ts";
import type { RoundReport } from "../../../src/forge/previewReport.ts";
import type { PullRequest } from "../../../src/forge/pullRequest.ts";
import { FakeWorld } from "../fakeWorld.ts";
import { deploymentOf, HOUR, pullOf, serviceOf, shaOf } from "../fixture.ts";

const PAYMENTS = "github.com/acme/payments";
const IMAGE = `registry.example.com/payments:${shaOf("a")}`;
const READY: DeploymentStatus = { replicas: 1, updatedReplicas: 1, readyReplicas: 1 };

function worldOf(annotations: Record<string, string> = {}, ...pulls: PullRequest[]): FakeWorld {
  const world = new FakeWorld();
  world.add(deploymentOf("payments", annotations), serviceOf("payments"));
  world.pulls = pulls.length > 0 ? pulls : [pullOf(12)];
  return world;
}

/** Does a round, and returns what it tells. */
async function told(world: FakeWorld): Promise<RoundReport> {
  const round = await world.plan();
  await world.carryOut(round);
  const reports: RoundReport[] = [];
  const tell: World["tell"] = async (report) => {
    reports.push(report);
    return [];
  };
  expect(await reportRound(round, { cluster: world.cluster, tell })).toEqual([]);
  const [report] = reports;
  if (report === undefined) throw new Error("nothing was told");
  return report;
}

/** Does a round, and returns what it tells about each preview. */
async function states(world: FakeWorld): Promise<string[]> {
  const { pulls } = await told(world);
  return pulls.flatMap(({ number, previews }) =>
    previews.map(
      ({ origin, key, stage, state }) => `#${number} ${origin} ${key} ${stage}: ${state}`,
    ),
  );
}

function setStatus(world: FakeWorld, status: DeploymentStatus, name = "payments-pr-12"): void {
  const deployment = world.objects.get(`Deployment shop/${name}`) as Deployment | undefined;
  if (deployment === undefined) throw new Error(`there is no ${name}`);
  deployment.status = status;
}

/** A world with a copy that runs and is reached. */
async function running(...[annotations, ...pulls]: Parameters<typeof worldOf>): Promise<FakeWorld> {
  const world = worldOf(annotations, ...pulls);
  await world.round();
  setStatus(world, READY);
  world.routes.set("payments-pr-12", "shop/payments-router");
  return world;
}

test("a copy is ready once its pods are, and a route leads to it; then the ways to it are told", async () => {
  const world = worldOf();
  expect(await states(world)).toEqual(["#12 shop/payments pr-12 waiting: it starts"]);
  expect(await states(world)).toEqual([
    "#12 shop/payments pr-12 waiting: its pods are not ready yet",
  ]);
  setStatus(world, READY);
  const { pulls, unread } = await told(world);
  const copy = {
    origin: "shop/payments",
    key: "pr-12",
    image: expect.stringContaining(`${IMAGE}@`),
  };
  const ends = "2026-11-30T13:00:00Z";
  const waiting = { stage: "waiting", state: "no route leads to it yet", headers: [] };
  expect([pulls, unread]).toEqual([
    [
      {
        repository: PAYMENTS,
        number: 12,
        sha: shaOf("a"),
        previews: [{ ...copy, ends, ...waiting }],
      },
    ],
    new Set(),
  ]);
  world.routes.set("payments-pr-12", "shop/payments-router");
  expect((await told(world)).pulls[0]?.previews).toEqual([
    {
      ...{ ...copy, ends, stage: "ready", state: "ready" },
      headers: ["baggage: understudy=pr-12", "service-router-payments-shop: payments-pr-12.shop"],
      call: "curl -H 'baggage: understudy=pr-12' http://payments.shop/",
    },
  ]);
});

test("a copy that is reached has the addresses of its key at gateways", async () => {
  const world = await running();
  const address = "https://preview-pr-12-payments.example.com/";
  world.addresses.set("pr-12", [address]).set("pr-13", ["https://other.example.com/"]);
  expect((await told(world)).pulls[0]?.previews[0]?.addresses).toEqual([address]);
});

test("the command has the port of a Service that does not listen on 80", async () => {
  const world = await running();
  const service = world.objects.get("Service shop/payments");
  Object.assign(service ?? {}, {
    spec: { selector: { app: "payments" }, ports: [{ port: 8080 }] },
  });
  await world.round();
  expect((await told(world)).pulls[0]?.previews[0]?.call).toMatch(
    / http:\/\/payments\.shop:8080\/$/,
  );
});

test.each([
  ["that has old pods left", { ...READY, replicas: 2 }, "waiting"],
  ["whose change was not seen", { ...READY, observedGeneration: 1 }, "waiting"],
  [
    "whose pods do not come up in time",
    {
      conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }],
    },
    "failed",
  ],
])("a copy %s is not ready", async (_, status, stage) => {
  const world = await running();
  setStatus(world, status);
  const copy = world.objects.get("Deployment shop/payments-pr-12");
  Object.assign(copy?.metadata ?? {}, { generation: 2 });
  expect((await told(world)).pulls[0]?.previews[0]?.stage).toBe(stage);
});

describe("a pull request that waits for its image", () => {
  test("is told so, also while a copy of an older commit runs", async () => {
    const world = worldOf();
    world.imageOf = () => ({ state: "absent" });
    const waits = (letter: string) =>
      `#12 shop/payments pr-12 waiting: waiting for the image registry.example.com/payments:${shaOf(letter)} since 2026-11-27T13:00:00Z`;
    expect(await states(world)).toEqual([waits("a")]);

    const after = await running();
    after.pulls = [pullOf(12, { sha: shaOf("b") })];
    after.imageOf = () => ({ state: "absent" });
    expect(await states(after)).toEqual([waits("b")]);
    const [pull] = (await told(after)).pulls;
    expect([pull?.sha, pull?.previews[0]?.image]).toEqual([
      shaOf("b"),
      expect.stringContaining(`${IMAGE}@`),
    ]);
  });

  test("is told the same while the registry's words differ from round to round", async () => {
    const world = worldOf();
    let asked = 0;
    world.imageOf = () => ({ state: "unknown", reason: `waits until 14:00:0${asked++}` });
    const before = await told(world);
    expect(await told(world)).toEqual(before);
    expect(before.pulls[0]?.previews[0]?.state).toBe(
      `it cannot be told whether there is an image ${IMAGE}`,
    );
  });
});

describe("a copy that goes", () => {
  test("is told as being deleted until it is", async () => {
    const world = await running();
    world.pulls = [pullOf(12, { isOpen: false })];
    expect(await states(world)).toEqual([
      "#12 shop/payments pr-12 ended: is being deleted: VirtualService shop/payments-router still leads to it",
    ]);
    world.routes.clear();
    const { pulls } = await told(world);
    expect(pulls).toEqual([
      {
        ...{ repository: PAYMENTS, number: 12, sha: shaOf("a") },
        previews: [
          {
            ...{ origin: "shop/payments", key: "pr-12", stage: "ended" },
            ...{ state: "is deleted: it is closed", headers: [] },
          },
        ],
      },
    ]);
    expect(await told(world)).toEqual({ pulls: [], read: [PAYMENTS], unread: new Set() });
  });

  test("is told with the commit that it runs if the forge does not answer", async () => {
    const world = await running();
    world.routes.clear();
    world.time += 80 * HOUR;
    world.torn.set(PAYMENTS, []);
    const { pulls } = await told(world);
    expect(pulls.map(({ number, sha, previews }) => [number, sha, previews[0]?.stage])).toEqual([
      [12, shaOf("a"), "ended"],
    ]);
  });
});

test("nothing is told about copies of which the forge does not answer, and what is missing says nothing", async () => {
  const world = await running();
  world.torn.set(PAYMENTS, []);
  expect(await told(world)).toEqual({ pulls: [], read: [PAYMENTS], unread: new Set([PAYMENTS]) });
  world.torn.clear();
  world.pulls = [];
  expect(await told(world)).toEqual({ pulls: [], read: [PAYMENTS], unread: new Set([PAYMENTS]) });
  const empty = worldOf();
  empty.torn.set(PAYMENTS, []);
  expect(await told(empty)).toEqual({ pulls: [], read: [PAYMENTS], unread: new Set([PAYMENTS]) });
});

test("a pull request that gets no copy is told nothing, and one whose copy something is wrong with is told what", async () => {
  const wrong = { body: "Understudy-Key: Upper" };
  const world = worldOf({}, pullOf(12, { isDraft: true }), pullOf(13, wrong));
  expect(await states(world)).toEqual([
    '#13 shop/payments undefined failed: expected a key of 1 to 40 lower-case letters, digits and "-", such as checkout-2, received "Upper" from its line Understudy-Key',
  ]);
});

test("what the cluster refuses is told in the cluster's words", async () => {
  const world = worldOf();
  world.refuses = (what) => (what.startsWith("apply Deployment") ? "exceeded quota" : undefined);
  expect(await states(world)).toEqual(["#12 shop/payments pr-12 failed: exceeded quota"]);
});

test("a pull request from a fork is told nothing while it is not known whether somebody vouches for it", async () => {
  const forks = { "understudy.dev/preview-forks": "true", "understudy.dev/preview-label": "qa" };
  const pull = pullOf(12, { isFork: true, labels: ["qa"] });
  const world = worldOf(forks, pull);
  expect(await told(world)).toEqual({ pulls: [], read: [PAYMENTS], unread: new Set([PAYMENTS]) });
  world.labelledBy = () => ({ isLabelled: true, reason: "a writer labelled it" });
  expect(await states(world)).toEqual(["#12 shop/payments pr-12 waiting: it starts"]);
  world.labelledBy = () => ({ isLabelled: false, reason: "nobody with write access labelled it" });
  expect(await states(world)).toEqual([
    "#12 shop/payments pr-12 ended: is deleted: it is from a fork, and nobody with write access labelled it",
  ]);
});

test("a pull request with copies of several Deployments is told about all of them", async () => {
  const world = worldOf();
  world.add(
    deploymentOf("users", { "understudy.dev/github-repository": "acme/payments" }),
    serviceOf("users"),
  );
  const { pulls } = await told(world);
  expect(pulls.map(({ previews }) => previews.map(({ origin }) => origin))).toEqual([
    ["shop/payments", "shop/users"],
  ]);
});

test("branches and labels are in no text but as a part of a tag", async () => {
  const label = "`evil` @team";
  const image = "registry.example.com/payments:{number}-{branch}";
  const pull = pullOf(12, { branch: "feature/`ü`;rm @team", labels: [label], body: "@team evil" });
  const world = worldOf({ "understudy.dev/preview-image": image }, pull);
  const all: unknown[] = [];
  world.imageOf = () => ({ state: "absent" });
  all.push(await told(world));
  world.imageOf = () => ({ state: "unknown", reason: "status 502" });
  all.push(await told(world));
  world.imageOf = () => ({ state: "found", digest: `sha256:${"0".repeat(64)}` });
  all.push(await told(world), await told(world));
  world.pulls = [{ ...pull, isOpen: false }];
  all.push(await told(world));
  const text = JSON.stringify(all);
  expect(text).toContain("registry.example.com/payments:12-feature-rm-team");
  expect(text).not.toMatch(/evil|@team|`|ü/);
});

describe("without", () => {
  test("a copy that could have a route by now, the cluster is asked nothing more", async () => {
    const world = worldOf();
    const round = await world.plan();
    await world.carryOut(round);
    const cluster = { ...world.cluster, waysTo: () => Promise.reject(new Error("asked")) };
    const tell: World["tell"] = async ({ pulls }) => [{ where: "told", what: `${pulls.length}` }];
    expect(await reportRound(round, { cluster, tell })).toEqual([{ where: "told", what: "1" }]);
  });

  test("a way to tell, the cluster is asked nothing more", async () => {
    const world = await running();
    const round = await world.plan();
    const cluster = { ...world.cluster, waysTo: () => Promise.reject(new Error("asked")) };
    expect(await reportRound(round, { cluster, tell: undefined })).toEqual([]);
  });

  test.each([
    ["an answer about routes", () => Promise.reject(new Error("ECONNREFUSED"))],
    ["the right to read routes", async () => ({ where: "cluster", what: "you may not list" })],
  ])("%s, nothing is told, and the round has a problem", async (_, waysTo) => {
    const world = await running();
    const round = await world.plan();
    const tell = () => Promise.reject(new Error("told"));
    const problems = await reportRound(round, { cluster: { ...world.cluster, waysTo }, tell });
    expect(problems).toEqual([
      {
        where: "cluster",
        what: expect.stringMatching(/routes lead to: ECONNREFUSED$|^you may not/),
      },
    ]);
  });
});
