import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { stackOf } from "./engineDeployer.ts";
import { leftovers, removeLeftovers } from "./leftovers.ts";
import { createProject, type Project, ROOT } from "./project.ts";
import { getObjects, kubectl } from "./run.ts";

const context = inject("context");
const engine = inject("engine");

const NAMESPACE = "shop-e2e-own";

describe.runIf(engine !== "")("a program of one's own, by Pulumi's engine", () => {
  let project: Project;

  beforeAll(async () => {
    await removeLeftovers();
    project = createProject({ context, delivery: "configMap", registry: "none" });
    await stackOf(project, engine);
    const program = readFileSync(join(ROOT, "test/e2e/ownProgram.ts"), "utf8");
    writeFileSync(join(project.folder, "index.ts"), program.replaceAll("../../", "./"));
    writeFileSync(
      join(project.folder, "Pulumi.yaml"),
      "name: own\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.ts\n",
    );
    writeFileSync(join(project.folder, "Pulumi.own.yaml"), `config:\n  own:context: ${context}\n`);
  });

  afterAll(async () => {
    await (await stackOf(project, engine, "own")).destroy();
    project.remove();
    expect(await leftovers()).toEqual([]);
  });

  test("is made, and is the same at the next up and after a refresh", async () => {
    const stack = await stackOf(project, engine, "own");
    const { outputs } = await stack.up();
    expect(outputs.urls?.value).toEqual([
      `http://users-prism-mock.${NAMESPACE}.svc.cluster.local`,
      "http://payments-prism-mock.shop-e2e-prism-mock.svc.cluster.local",
      "http://catalog-prism-mock.shop-e2e-prism-mock.svc.cluster.local",
    ]);
    await stack.up({ expectNoChanges: true });
    await stack.refresh({ expectNoChanges: true });
  });

  test("routes the key to the copy, the chosen route to the mock, and the rest to the service", async () => {
    const [route] = await getObjects("virtualservices", "-n", NAMESPACE);
    const { http } = Object(route).spec;
    const names: string[] = http.map(({ name }: { name: string }) => name);
    expect(names.filter((name) => name.startsWith("pr-12 mock"))).not.toEqual([]);
    expect(names.slice(-2)).toEqual(["pr-12 default", "default"]);
    const copy = await kubectl(
      "get",
      "deployment",
      "payments-pr-12",
      "-n",
      NAMESPACE,
      "-o",
      "json",
    );
    const [container] = JSON.parse(copy).spec.template.spec.containers;
    expect(container.env).toEqual([
      { name: "USERS", value: `http://users-prism-mock.${NAMESPACE}.svc.cluster.local` },
    ]);
  });

  test("is put right where somebody changed an object by hand", async () => {
    const place = ["-n", "shop-e2e-prism-mock"];
    await kubectl("delete", "service", "catalog-prism-mock", ...place);
    const stack = await stackOf(project, engine, "own");
    await stack.up({ refresh: true });
    expect(await kubectl("get", "service", "catalog-prism-mock", ...place, "-o", "name")).toBe(
      "service/catalog-prism-mock\n",
    );
    await stack.up({ expectNoChanges: true });
  });
});
