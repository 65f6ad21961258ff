import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { stackOf } from "./engineDeployer.ts";
import { leftovers, removeLeftovers, removeNamespaces } from "./leftovers.ts";
import { createProject, type Project } from "./project.ts";
import { kubectl } from "./run.ts";

const context = inject("context");
const registry = inject("registry");
const engine = inject("engine");
const plugins = inject("plugins");

const NAMESPACE = "shop-e2e-prism-mock";

describe.runIf(engine !== "")("what only Pulumi's engine shows", () => {
  let project: Project;

  beforeAll(async () => {
    await removeLeftovers();
    project = createProject({ context, delivery: "configMap", registry: "none" });
  });

  afterEach(async () => {
    await (await stackOf(project, engine)).destroy();
    expect(await leftovers()).toEqual([]);
  });

  afterAll(() => project.remove());

  test("a second up changes nothing, and a refresh finds nothing changed", async () => {
    const stack = await stackOf(project, engine);
    await stack.up();
    await stack.up({ expectNoChanges: true });
    await stack.refresh({ expectNoChanges: true });
  });

  test("an up that is interrupted is finished by the next", async () => {
    const stack = await stackOf(project, engine);
    const interruption = new AbortController();
    const up = stack.up({
      signal: interruption.signal,
      onEvent: ({ resOutputsEvent }) => {
        if (resOutputsEvent?.metadata.type === "kubernetes:core/v1:Namespace") interruption.abort();
      },
    });
    await expect(up).rejects.toThrow();
    await stack.up();
    await stack.up({ expectNoChanges: true });
  });

  test("a namespace of somebody else's stops it before anything is made", async () => {
    await kubectl("create", "namespace", NAMESPACE);
    const stack = await stackOf(project, engine);
    await expect(stack.up()).rejects.toThrow(`namespace "${NAMESPACE}" is to be created`);
    expect(await leftovers()).toEqual([]);
    await removeNamespaces(NAMESPACE);
  });

  test("a context that the kubeconfig does not have stops it before anything is made", async () => {
    const [there, absent] = [`kubeContext: ${context}`, "kubeContext: no-such-cluster"];
    const stack = await stackOf(project, engine);
    project.edit("Pulumi.e2e.yaml", there, absent);
    await expect(stack.up()).rejects.toThrow('has no context "no-such-cluster"');
    project.edit("Pulumi.e2e.yaml", absent, there);
    expect(await leftovers()).toEqual([]);
  });

  test.runIf(registry !== "" && plugins.includes("docker-build"))(
    "an unreachable registry is an error, and the next up finishes",
    async () => {
      const away = createProject({ context, delivery: "image", registry: "localhost:1" });
      const stack = await stackOf(away, engine);
      await expect(stack.up()).rejects.toThrow(/localhost:1\b.*connection refused/);
      away.edit("Pulumi.e2e.yaml", "registry: localhost:1", `registry: ${registry}`);
      await stack.up();
      await stack.destroy();
      away.remove();
    },
  );
});
