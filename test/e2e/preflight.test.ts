import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { ACCOUNT, createAccount } from "./account.ts";
import { removeLeftovers, removeNamespaces } from "./leftovers.ts";
import { createProject, type Project, ROOT, STACK } from "./project.ts";
import { getObjects, kubectl, run } from "./run.ts";

const context = inject("context");
const CLI = join(ROOT, "cli/understudy.js");
const NAMESPACE = "shop-e2e-prism-mock";
const HOST = `payments-e2e-prism-mock.${NAMESPACE}.svc.cluster.local`;
const ELSEWHERE = "understudy-e2e-preflight";

describe.runIf(context !== "")("before anything is changed, the cluster is asked", () => {
  let project: Project;
  let istio: boolean;

  beforeAll(async () => {
    await removeLeftovers();
    await removeOthers();
    const crds = await getObjects("customresourcedefinitions");
    istio = crds.some(({ metadata }) => metadata.name === "virtualservices.networking.istio.io");
    project = createProject({ context, delivery: "configMap", registry: "none" });
    project.edit(`Pulumi.${STACK}.yaml`, "istio: none", "istio: { revision: none }");
    project.edit(`Pulumi.${STACK}.yaml`, "inject: mock", "inject: mesh");
    await kubectl("create", "namespace", ELSEWHERE);
  });

  afterAll(async () => {
    await removeOthers();
    project.remove();
  });

  test("it takes the stack", async ({ skip }) => {
    if (!istio) skip("the cluster has no Istio");
    expect(await check(project)).toEqual({ ok: true, problems: [] });
  });

  test("a cluster without Istio is said, and the switch", async ({ skip }) => {
    if (istio) skip("the cluster has Istio");
    const { problems } = await check(project);
    expect(problems).toEqual([
      {
        where: expect.stringContaining("services[0].istio"),
        what: "istio is enabled, but the cluster does not have Istio's VirtualServices",
        fix: expect.stringContaining("istio: none"),
      },
    ]);
  });

  test("a VirtualService of somebody else's for a mock's host is named", async ({ skip }) => {
    if (!istio) skip("the cluster has no Istio");
    await applyForeign();
    const { problems } = await check(project);
    expect(problems.map(({ what }) => what)).toEqual([
      `host ${HOST} already has the VirtualService ${ELSEWHERE}/theirs, owned by somebody else`,
    ]);
    await kubectl("delete", "virtualservice", "theirs", "-n", ELSEWHERE);
  });

  test("a namespace of somebody else's is named, unless it is adopted", async () => {
    await kubectl("create", "namespace", NAMESPACE);
    const problem = `namespace "${NAMESPACE}" is to be created, but exists already and is not managed by understudy`;
    expect(whats(await check(project))).toContain(problem);
    project.edit(`Pulumi.${STACK}.yaml`, "namespace: shop", "adopt: true\n    namespace: shop");
    expect(whats(await check(project))).not.toContain(problem);
    await removeNamespaces(NAMESPACE);
    expect(whats(await check(project))).toContain(
      `namespace "${NAMESPACE}" is to be used, but does not exist`,
    );
    project.edit(`Pulumi.${STACK}.yaml`, "adopt: true\n    ", "");
  });

  test("rights that the user does not have are named", async () => {
    const kubeconfig = await createAccount(ELSEWHERE, project.folder);
    await kubectl(
      ...["create", "clusterrolebinding", ELSEWHERE, "--clusterrole=view"],
      `--serviceaccount=${ELSEWHERE}:${ACCOUNT}`,
    );
    const told = whats(await check(project, kubeconfig));
    expect(told).toContain(`you may not create, patch, delete services in namespace ${NAMESPACE}`);
    expect(told).toContain("you may not create, patch, delete namespaces");
  });

  test("a context that the kubeconfig does not have is said", async () => {
    project.edit(`Pulumi.${STACK}.yaml`, `kubeContext: ${context}`, "kubeContext: no-such-cluster");
    const { problems } = await check(project);
    expect(problems.map(({ what }) => what)).toEqual([
      'the kubeconfig has no context "no-such-cluster"',
    ]);
    project.edit(`Pulumi.${STACK}.yaml`, "kubeContext: no-such-cluster", `kubeContext: ${context}`);
  });
});

interface Report {
  ok: boolean;
  problems: { where: string; what: string; fix: string }[];
}

/** `cluster check` fails where there are problems, and prints them all the same. */
async function check(project: Project, kubeconfig = process.env.KUBECONFIG): Promise<Report> {
  const script = `KUBECONFIG='${kubeconfig}' '${process.execPath}' '${CLI}' cluster check --stack ${STACK} --json || true`;
  const { ok, problems } = JSON.parse(await run("sh", ["-c", script], { cwd: project.folder }));
  return { ok, problems };
}

function whats({ problems }: Report): string[] {
  return problems.map(({ what }) => what);
}

async function applyForeign(): Promise<void> {
  const theirs = {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "theirs", namespace: ELSEWHERE },
    spec: { hosts: [HOST], http: [{ route: [{ destination: { host: HOST } }] }] },
  };
  await run("kubectl", ["apply", "-f", "-"], { input: JSON.stringify(theirs) });
}

async function removeOthers(): Promise<void> {
  await removeNamespaces(ELSEWHERE, NAMESPACE);
  await kubectl("delete", "clusterrolebinding", ELSEWHERE, "--ignore-not-found");
}
