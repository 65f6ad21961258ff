import { readFileSync } from "node:fs";
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
import type { PlannedMock } from "../../src/emit/mock/mockObjects.ts";
import { loadStack } from "../../src/plan/loadStack.ts";
import { planStack } from "../../src/plan/planStack.ts";
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

interface Role {
  metadata: { name: string };
  rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
}

const roles = readRoles();
const rights = roles.flatMap(rightsOf);
const VERBS = [...new Set(rights.map(({ verb }) => verb))];

describe.runIf(context !== "")("an account that may do what docs/rights.yaml says", () => {
  const admin = process.env.KUBECONFIG ?? "";
  let account: string;
  let project: Project;
  let istio: boolean;
  let mocks: PlannedMock[];

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
    const verified = "name: catalog, verify: true,";
    project.edit(`Pulumi.${STACK}.yaml`, "name: catalog,", verified);
    mocks = mocksOf(project);
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
    await expect.poll(told, { timeout: 60_000 }).toEqual([]);
  });

  // In each round every kind lacks another verb, so that all rights are gone through in as many rounds as there are verbs.
  test.for(VERBS.map((_, round) => round))(
    "needs all of it: each right that is taken away is named, and no other (round %i)",
    async (round) => {
      const resources = [...new Set(rights.map(({ resource }) => resource))];
      const gone = rights.filter(
        ({ verb, resource }) =>
          VERBS[(round + resources.indexOf(resource)) % VERBS.length] === verb &&
          (istio || resource !== "virtualservices"),
      );
      await give(roles.map((role) => without(role, gone)));
      const expected = gone.map(({ verb, resource, group }) => {
        const kind = group === "" ? resource : `${resource}.${group}`;
        const place = resource === "namespaces" ? "" : ` in namespace ${NAMESPACE}`;
        return `you may not ${verb} ${kind}${place}`;
      });
      await expect.poll(told, { timeout: 60_000 }).toEqual(expected.sort());
      await give(roles);
    },
  );

  test.for([
    { by: "kubectl", deployer: kubectlDeployer, there: true },
    { by: "Pulumi", deployer: engineDeployer(engine), there: engine !== "" },
  ])("deploys the campaign and destroys it by $by", async ({ deployer, there }, { skip }) => {
    if (!there) skip("no engine");
    await expect.poll(told, { timeout: 60_000 }).toEqual([]);
    await deployer.up(project);
    await deployer.destroy(project);
    vi.unstubAllEnvs();
    expect(await leftovers()).toEqual([]);
  });

  test("needs no rights outside of an existing namespace", async () => {
    vi.unstubAllEnvs();
    const names = roles.map(({ metadata }) => metadata.name);
    await kubectl("delete", "clusterrolebinding", ...names);
    await bind("rolebinding", HOME, "-n", HOME);
    project.edit(
      `Pulumi.${STACK}.yaml`,
      "namespace: shop",
      `namespace: ${HOME}\n    createNamespace: false`,
    );
    mocks = mocksOf(project);
    vi.stubEnv("KUBECONFIG", account);
    await expect.poll(told, { timeout: 60_000 }).toEqual([]);
    await kubectlDeployer.up(project);
    await kubectlDeployer.destroy(project);
    vi.unstubAllEnvs();
    // No namespace goes whose end could be waited for: the last pods are still stopping.
    await expect.poll(leftovers, { timeout: 60_000, interval: 500 }).toEqual([]);
  });

  /** What the account is told, in order. */
  async function told(): Promise<string[]> {
    const campaign = loadCampaign(STACK, project.folder);
    const { problems, unknown } = await checkCluster({ campaign, mocks }, project.folder);
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

function mocksOf({ folder }: Project): PlannedMock[] {
  return planStack(loadStack(STACK, folder), { engineBundle: serverBundle }).mocks;
}

function bind(kind: string, role: string, ...options: string[]): Promise<string> {
  const account = `--serviceaccount=${HOME}:${ACCOUNT}`;
  return kubectl("create", kind, role, `--clusterrole=${role}`, account, ...options);
}

async function removeAccount(): Promise<void> {
  const names = roles.map(({ metadata }) => metadata.name);
  await kubectl("delete", "clusterrole,clusterrolebinding", ...names, "--ignore-not-found");
  await removeNamespaces(HOME);
}
