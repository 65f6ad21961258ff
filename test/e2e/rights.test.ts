import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  test,
  vi,
} from "vitest";
import { checkCluster } from "../../src/cluster/checkCluster.ts";
import { loadStack } from "../../src/plan/loadStack.ts";
import { type Plan, planStack } from "../../src/plan/planStack.ts";
import { serverBundle } from "../../src/server/bundle.ts";
import { loadCampaign } from "../config/stack.ts";
import { ACCOUNT, createAccount } from "./account.ts";
import { engineDeployer } from "./engineDeployer.ts";
import { kubectlDeployer } from "./kubectlDeployer.ts";
import { leftovers, removeLeftovers, removeNamespaces } from "./leftovers.ts";
import { createProject, type Project, ROOT, STACK } from "./project.ts";
import { getObjects, kubectl, run } from "./run.ts";

const context = inject("context");
const engine = inject("engine");

const NAMESPACE = `shop-${STACK}-prism-mock`;
/** The account's namespace, and the beginning of the names of its roles and their bindings. */
const HOME = "understudy-e2e-rights";
/** The load test's namespace. */
const LOAD = "understudy-e2e-rights-load";

interface Role {
  metadata: { name: string };
  rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
}

const roles = readRoles();
/** Of an account that has all rights of `loadtest-sa` itself, Kubernetes asks neither for `bind` nor for `escalate`. */
const rights = roles.flatMap(rightsOf).filter(({ verb }) => !["bind", "escalate"].includes(verb));
const VERBS = [...new Set(rights.map(({ verb }) => verb))];

describe.runIf(context !== "")("an account that may do what docs/rights.yaml says", () => {
  const admin = process.env.KUBECONFIG ?? "";
  let account: string;
  let project: Project;
  let istio: boolean;
  let plan: Plan;

  beforeAll(async () => {
    await removeLeftovers();
    await removeAccount();
    const crds = await getObjects("customresourcedefinitions");
    istio = crds.some(({ metadata }) => metadata.name === "virtualservices.networking.istio.io");
    project = createProject({ context, delivery: "configMap", registry: "none" });
    // Every kind of object that there is.
    const more = "autoscaling: { min: 2, max: 3 }, minAvailable: 1,";
    project.edit(`Pulumi.${STACK}.yaml`, "name: catalog,", `name: catalog, ${more}`);
    if (istio) {
      project.edit(
        `Pulumi.${STACK}.yaml`,
        "istio: none",
        "istio: { revision: none }\n    sidecar: none",
      );
      project.edit(`Pulumi.${STACK}.yaml`, "inject: mock", "inject: mesh");
    }
    addLoadTest(project, istio);
    const verified = "name: catalog, verify: true,";
    project.edit(`Pulumi.${STACK}.yaml`, "name: catalog,", verified);
    plan = planOf(project);
    // A verification takes half a minute: test/mesh has one.
    project.edit(`Pulumi.${STACK}.yaml`, verified, "name: catalog,");
    await kubectl("create", "namespace", HOME);
    account = await createAccount(HOME, project.folder);
    await give(roles);
    for (const { metadata } of roles) await bind("clusterrolebinding", metadata.name);
  });

  beforeEach(() => {
    vi.stubEnv("KUBECONFIG", account);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  afterAll(async () => {
    await removeLeftovers();
    await removeAccount();
    project.remove();
  });

  test("is taken by the cluster", async () => {
    await expect.poll(told).toEqual([]);
  });

  // In each round every kind lacks another verb, so that all rights are gone through in as many rounds as there are verbs.
  test.for(VERBS.map((_, round) => round))(
    "needs all of it: each right that is taken away is named, and no other (round %i)",
    async (round) => {
      const resources = [...new Set(rights.map(({ resource }) => resource))];
      const gone = rights.filter(
        ({ verb, resource, group }) =>
          VERBS[(round + resources.indexOf(resource)) % VERBS.length] === verb &&
          (istio || group !== "networking.istio.io"),
      );
      await give(roles.map((role) => without(role, gone)));
      const expected = gone.flatMap(({ verb, resource, group }) => {
        const kind = group === "" ? resource : `${resource}.${group}`;
        const denied = `you may not ${verb} ${kind}`;
        return resource === "namespaces"
          ? [denied]
          : namespacesOf(resource).map((namespace) => `${denied} in namespace ${namespace}`);
      });
      await expect.poll(told).toEqual(expected.sort());
      await give(roles);
    },
  );

  test.for([
    { by: "kubectl", deployer: kubectlDeployer, there: true },
    { by: "Pulumi", deployer: engineDeployer(engine), there: engine !== "" },
  ])("deploys the campaign and destroys it by $by", async ({ deployer, there }, { skip }) => {
    if (!there) skip("no engine");
    await expect.poll(told).toEqual([]);
    await deployer.up(project);
    await deployer.destroy(project);
    vi.unstubAllEnvs();
    expect(await leftovers()).toEqual([]);
  });

  test("needs no rights outside of an existing namespace", async () => {
    vi.unstubAllEnvs();
    const names = roles.map(({ metadata }) => metadata.name);
    await kubectl("delete", "clusterrolebinding", ...names);
    for (const role of [HOME, `${HOME}-loadtests`]) await bind("rolebinding", role, "-n", HOME);
    const stack = `Pulumi.${STACK}.yaml`;
    for (const line of ["    namespace: shop", `      namespace: ${LOAD}`]) {
      const indent = line.replace(/\S.*/, "");
      project.edit(stack, line, `${indent}namespace: ${HOME}\n${indent}createNamespace: false`);
    }
    if (istio) project.edit(stack, `${LOAD}/gateway`, `${HOME}/gateway`);
    plan = planOf(project);
    vi.stubEnv("KUBECONFIG", account);
    await expect.poll(told).toEqual([]);
    await kubectlDeployer.up(project);
    await kubectlDeployer.destroy(project);
    vi.unstubAllEnvs();
    // No namespace goes whose end could be waited for: the last pods are still stopping.
    await expect.poll(leftovers, { interval: 500 }).toEqual([]);
  });

  /** What the account is told, in order. */
  async function told(): Promise<string[]> {
    const campaign = loadCampaign(STACK, project.folder);
    const { mocks, loadTests } = plan;
    const declared = { campaign, mocks, loadTests };
    const { problems, unknown } = await checkCluster(declared, project.folder);
    expect(unknown).toBeUndefined();
    return problems.map(({ what }) => what).sort();
  }

  async function give(given: Role[]): Promise<void> {
    const input = JSON.stringify({ apiVersion: "v1", kind: "List", items: given });
    await run("kubectl", ["--kubeconfig", admin, "apply", "-f", "-"], { input });
  }
});

interface Right {
  verb: string;
  resource: string;
  group: string;
}

/** Those of the docs under names of the tests' own: others may have made those. */
function readRoles(): Role[] {
  const documents = loadAll(readFileSync(join(ROOT, "docs/rights.yaml"), "utf8"));
  return documents.map((document) => {
    const role: Role = Object(document);
    return { ...role, metadata: { name: role.metadata.name.replace("understudy", HOME) } };
  });
}

function rightsOf({ rules }: Role): Right[] {
  return rules.flatMap(({ apiGroups: [group = ""], resources, verbs }) =>
    resources.flatMap((resource) => verbs.map((verb) => ({ verb, resource, group }))),
  );
}

function without(role: Role, gone: Right[]): Role {
  const rules = rightsOf(role)
    .filter(({ verb, resource }) => !gone.some((r) => r.verb === verb && r.resource === resource))
    .map(({ verb, resource, group }) => ({
      apiGroups: [group],
      resources: [resource],
      verbs: [verb],
    }));
  return { ...role, rules };
}

/** With every kind of object that a load test can have. */
function addLoadTest({ folder, edit }: Project, istio: boolean): void {
  const gateway = `
      expose: { host: load.example.com, gateway: ${LOAD}/gateway, create: { selector: { istio: none } } }`;
  edit(
    `Pulumi.${STACK}.yaml`,
    "  understudy:services:",
    `  understudy:loadtests:
    - name: rights
      namespace: ${LOAD}
      secrets: { TOKEN: abc }
      images: { locust: { image: example.com/locust:1 }, jobs: { image: example.com/node:1 } }
      sidecar: false${istio ? gateway : ""}
  understudy:services:`,
  );
  mkdirSync(join(folder, "loadtest"));
  writeFileSync(join(folder, "loadtest/script.py"), "print()\n");
}

/** Where the stack has objects of a kind. */
function namespacesOf(resource: string): string[] {
  const both = ["configmaps", "serviceaccounts", "virtualservices"];
  const loadTest = ["secrets", "roles", "rolebindings", "cronjobs", "gateways"];
  if (both.includes(resource)) return [NAMESPACE, LOAD];
  return [loadTest.includes(resource) ? LOAD : NAMESPACE];
}

function planOf({ folder }: Project): Plan {
  return planStack(loadStack(STACK, folder), { engineBundle: serverBundle });
}

function bind(kind: string, role: string, ...options: string[]): Promise<string> {
  const account = `--serviceaccount=${HOME}:${ACCOUNT}`;
  return kubectl("create", kind, role, `--clusterrole=${role}`, account, ...options);
}

async function removeAccount(): Promise<void> {
  const names = roles.map(({ metadata }) => metadata.name);
  await kubectl("delete", "clusterrole,clusterrolebinding", ...names, "--ignore-not-found");
  await removeNamespaces(HOME, LOAD);
}
