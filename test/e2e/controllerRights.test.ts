import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { connect } from "../../src/cluster/connection.ts";
import { labelQuery, listObjects } from "../../src/cluster/listObjects.ts";
import { doRound } from "../../src/controller/loop/doRound.ts";
import { EventWriter } from "../../src/controller/loop/eventWriter.ts";
import { liveWorld } from "../../src/controller/loop/liveWorld.ts";
import { fileForge } from "../../src/forge/file/fileForge.ts";
import type { PullRequest } from "../../src/forge/pullRequest.ts";
import { type Problem, UserError } from "../../src/problem.ts";
import { Registries } from "../../src/registry/registries.ts";
import { pullOf } from "../controller/fixture.ts";
import { HAS_REGISTRY, startRegistry, USER } from "../registry/realRegistry.ts";
import { connectAs, nameOf, type Rule, readRules, rolesOf } from "./controllerAccounts.ts";
import { apply, originOf, readyOf, routerOf, unscheduled } from "./controllerShop.ts";
import { removeNamespaces } from "./leftovers.ts";
import { kubectl } from "./run.ts";

const SHOP = "understudy-e2e-controller-rights";
/** Beginning of the names of the accounts, and of their roles. */
const WITHOUT = "understudy-e2e-without";

/** Each right by itself. */
const rights = readRules().flatMap(({ apiGroups, resources, verbs }) =>
  resources.flatMap((resource) =>
    verbs.map((verb): Rule => ({ apiGroups, resources: [resource], verbs: [verb] })),
  ),
);

/** What becomes of the copies while nothing is missing: one pull request is closed, one is pushed to, two are new. */
const ALL = {
  "payments-pr-12": "deleted",
  "payments-pr-13": "changed",
  "payments-pr-14": "made",
  "users-u-20": "made",
};
/** Nothing may go or change by what could not be read. */
const NOTHING = undefined;

/** What becomes of the copies while a right is missing, where that differs from `ALL`. */
const HELD_UP: Record<string, Partial<typeof ALL> | typeof NOTHING> = {
  "list namespaces": NOTHING,
  "list deployments": NOTHING,
  "list services": NOTHING,
  "list destinationrules": NOTHING,
  "list virtualservices": { "payments-pr-12": "being deleted" },
  "list endpointslices": {},
  "list gateways": {},
  "create deployments": { "payments-pr-14": "refused", "users-u-20": "refused" },
  "patch deployments": {
    "payments-pr-12": "being deleted",
    "payments-pr-13": "refused",
    "payments-pr-14": "refused",
    "users-u-20": "refused",
  },
  "delete deployments": { "payments-pr-12": "being deleted" },
  "create services": { "payments-pr-14": "refused", "users-u-20": "refused" },
  "patch services": {
    "payments-pr-12": "being deleted",
    "payments-pr-14": "refused",
    "users-u-20": "refused",
  },
  "delete services": { "payments-pr-12": "being deleted" },
  "create destinationrules": { "payments-pr-14": "refused" },
  "patch destinationrules": {
    "payments-pr-12": "being deleted",
    "payments-pr-14": "refused",
  },
  "delete destinationrules": { "payments-pr-12": "being deleted" },
  // It is read by itself only when somebody else has changed it in the meantime.
  "get virtualservices": NOTHING,
  "patch virtualservices": { "payments-pr-12": "being deleted" },
  "get secrets": { "payments-pr-13": "kept", "payments-pr-14": "waiting", "users-u-20": "waiting" },
  "get serviceaccounts": { "users-u-20": "waiting" },
  "create events": {},
  "patch events": {},
};

/** Without it, what pull requests are told takes each Gateway for one with a certificate. */
const NOT_MISSED = "list gateways";

/** The Deployment of the closed one is gone when it turns out that these may not be deleted. */
const AFTER_THE_DEPLOYMENT = ["delete services", "delete destinationrules"];

describe.runIf(inject("context") !== "" && HAS_REGISTRY)("a controller with a right less", () => {
  beforeAll(async () => {
    await removeAll();
    await kubectl("create", "namespace", SHOP);
    await apply([
      ...rolesOf(WITHOUT, `${WITHOUT}-nothing`, rights),
      ...rights.flatMap((right, i) =>
        rolesOf(
          WITHOUT,
          `${WITHOUT}-${i}`,
          rights.filter((one) => one !== right),
        ),
      ),
    ]);
  });

  afterAll(removeAll);

  test("names it, holds up nothing else, deletes nothing without it, and goes on when it has it", async () => {
    const registry = await startRegistry("basic");
    for (const { repository, sha } of [...FIRST, ...SECOND]) {
      await registry.push(`team/${repository.split("/").at(-1)}:${sha}`);
    }
    await apply(shopOf(registry.host));
    const all = `${WITHOUT}-nothing`;
    // Until the API server knows the roles.
    await expect.poll(() => roundAs(all, FIRST).catch(() => undefined)).toBeDefined();

    for (const [i, right] of rights.entries()) {
      const name = nameOf(right);
      const first = await roundAs(all, FIRST);
      expect.soft({ name, problems: first.problems, copies: await copies() }).toEqual({
        name,
        problems: [],
        copies: ["payments-pr-12", "payments-pr-13"],
      });
      if (name === "create events") await kubectl("delete", "events", "--all", "-n", SHOP);

      const second = await roundAs(`${WITHOUT}-${i}`, SECOND, right).catch((error) => {
        if (!(error instanceof UserError)) throw error;
        return { states: NOTHING, problems: error.problems.map(textOf), warnings: [] };
      });
      const held = HELD_UP[name];
      const states = held === NOTHING ? NOTHING : { ...ALL, ...held };
      const words = expect.arrayContaining([expect.stringMatching(wordsOf(right))]);
      const said = name === NOT_MISSED ? [] : words;
      const told = [...second.problems, ...second.warnings];
      expect.soft({ name, states: second.states, told }).toEqual({ name, states, told: said });
      const isGone =
        states?.["payments-pr-12"] === "deleted" || AFTER_THE_DEPLOYMENT.includes(name);
      const left = (await copies()).filter((copy) => /1[23]$/.test(copy));
      const kept = ["payments-pr-12", "payments-pr-13"].slice(isGone ? 1 : 0);
      expect.soft({ name, left }).toEqual({ name, left: kept });
    }
    expect((await roundAs(all, FIRST)).states).toMatchObject({ "payments-pr-12": "made" });
  });
});

const NOW = new Date().toISOString();

function pushed(number: number, letter: string, more: Partial<PullRequest> = {}): PullRequest {
  return pullOf(number, { sha: letter.repeat(40), pushed: NOW, ...more });
}

const USERS = { repository: "github.com/acme/users" };
const FIRST = [
  pushed(12, "a"),
  pushed(13, "a"),
  pushed(14, "a", { isOpen: false }),
  pushed(20, "a", { ...USERS, isOpen: false }),
];
const SECOND = [
  pushed(12, "a", { isOpen: false }),
  pushed(13, "b"),
  pushed(14, "a"),
  pushed(20, "a", USERS),
];

/** Somebody else changes the VirtualService right before it is written. */
async function changeRouter(): Promise<void> {
  for (const mark of ["x=y", "x-"]) {
    await kubectl("annotate", "virtualservice", "payments-router", "-n", SHOP, mark);
  }
}

/** Does a round of a process that has just started, with the rights of a user, who lacks one. */
async function roundAs(user: string, pulls: PullRequest[], lacking?: Rule) {
  const lack = lacking && nameOf(lacking);
  const kubeConfig = await connectAs(
    user,
    ...(lack === "get virtualservices" ? [changeRouter] : []),
  );
  const repositories = ["payments", "users", "broken"].map((name) => {
    const repository = `github.com/acme/${name}`;
    const own = pulls.filter((pull) => pull.repository === repository);
    return { repository, isComplete: true, pulls: own };
  });
  const world = liveWorld(kubeConfig, {
    forge: fileForge(repositories, "pulls.json"),
    registries: new Registries({ now: Date.now, env: {} }),
    namespaces: lack === "list namespaces" ? undefined : [SHOP],
  });
  const events = new EventWriter(kubeConfig, "e2e", Date.now);
  const told = await doRound(
    // There are no proxies that would have to follow.
    { ...world, settle: async () => {} },
    { limits: { all: 50, namespace: 20 }, confirmDeletes: true },
    { show: (notices) => events.tell(notices) },
  );
  return {
    states: Object.fromEntries(
      told.lines.map(({ name, state }) => [name.replace(`${SHOP}/`, ""), state]),
    ),
    problems: told.problems.map(textOf).filter(isMissing),
    warnings: told.warnings.map(textOf),
  };
}

function textOf({ where, what }: Problem): string {
  return `${where}: ${what}`;
}

/** Returns whether a problem is another one than the mistake of the third origin, which is to be an Event. */
function isMissing(text: string): boolean {
  return !text.includes("/broken: understudy.dev/preview-drafts: ");
}

/** Returns what a text says of a right that is missing. */
function wordsOf({ verbs: [verb], resources: [resource] }: Rule): RegExp {
  const isEverywhere =
    resource === "namespaces" || `${verb} ${resource}` === "list virtualservices";
  const place = isEverywhere ? "" : `.*${SHOP}`;
  return new RegExp(`${verb} (resource ")?${resource}\\b${place}`);
}

/** Origins with and without a pull secret, a traffic policy, and a host with routes to a copy that has a ready pod. */
function shopOf(registry: string): object[] {
  const at = (name: string) => ({ name, namespace: SHOP });
  const image = (name: string) => ({
    "understudy.dev/preview-image": `${registry}/team/${name}:{sha}`,
  });
  const config = JSON.stringify({ auths: { [registry]: USER } });
  const secret = [{ name: "registry" }];
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/dockerconfigjson",
      metadata: at("registry"),
      stringData: { ".dockerconfigjson": config },
    },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: at("users"), imagePullSecrets: secret },
    ...originOf(SHOP, "payments", image("payments"), {
      ...unscheduled,
      imagePullSecrets: secret,
    }),
    ...originOf(
      SHOP,
      "users",
      { ...image("users"), "understudy.dev/preview-key": "u-{number}" },
      { ...unscheduled, serviceAccountName: "users" },
    ),
    ...originOf(SHOP, "broken", { "understudy.dev/preview-drafts": "maybe" }),
    {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: at("payments"),
      spec: { host: "payments", trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } } },
    },
    routerOf(SHOP, "payments"),
    routerOf(SHOP, "users"),
    readyOf(SHOP, "payments-pr-12"),
  ];
}

async function copies(): Promise<string[]> {
  const kind = { group: "apps", resource: "deployments", namespace: SHOP };
  const query = `?${labelQuery({ "understudy.dev/stack": "understudy-controller" })}`;
  const kubeConfig = await connect(undefined);
  const found = await listObjects<{ metadata: { name: string } }>(kubeConfig, kind, [], query);
  return (found ?? []).map(({ metadata }) => metadata.name).sort();
}

async function removeAll(): Promise<void> {
  await kubectl("delete", "clusterrole,clusterrolebinding", "-l", `app=${WITHOUT}`);
  await removeNamespaces(SHOP);
}
