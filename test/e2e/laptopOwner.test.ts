import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Command, startCommand } from "../mesh/laptopCommand.ts";
import { stackOf } from "./engineDeployer.ts";
import { removeNamespaces } from "./leftovers.ts";
import { ROOT } from "./project.ts";
import { kubectl, run } from "./run.ts";

const context = inject("context");
const engine = inject("engine");

const SHOP = "understudy-e2e-laptop-owner";
const ownerWith = (timeout: string) => `config:
  pulumi:disable-default-providers: ["*"]
  understudy:kubeContext: ${context}
  understudy:router:
    hosts:
      - host: payments.${SHOP}
        base: [{ name: all, timeout: ${timeout}, route: [{ destination: { host: payments } }] }]
`;

describe.runIf(engine !== "")("an intercept of a host that a stack owns", () => {
  let folder: string;
  let owner: Stack;
  let command: Command;

  beforeAll(async () => {
    await removeNamespaces(SHOP);
    await kubectl("create", "namespace", SHOP);
    const items = { apiVersion: "v1", kind: "List", items: [deployment, service] };
    await run("kubectl", ["apply", "-f", "-"], { input: JSON.stringify(items) });
    folder = mkdtempSync(join(tmpdir(), "understudy-e2e-"));
    write("2s");
    owner = await stackOf({ folder, stack: "owner" }, engine);
    await owner.up();
    const words = ["intercept", "payments", "--port", "1", "--key", "ann", "-n", SHOP];
    command = await startCommand(words, process.env.KUBECONFIG ?? "", "All others");
  });

  afterAll(async () => {
    await command?.kill();
    await owner?.destroy();
    await removeNamespaces(SHOP);
    rmSync(folder, { recursive: true });
  });

  test("counts at once, and is no change for the owner's `up` and `refresh`", async () => {
    expect(await keys()).toEqual(["ann"]);
    await owner.up({ expectNoChanges: true });
    await owner.refresh({ expectNoChanges: true });
    expect(await keys()).toEqual(["ann"]);
  });

  test("stays when the owner's base changes, and is named before the owner is destroyed", async () => {
    write("3s");
    await owner.up();
    expect(await keys()).toEqual(["ann"]);
    const args = ["router", "entries", "--stack", "owner", "--json"];
    const cli = join(ROOT, "cli/understudy.js");
    expect(JSON.parse(await run(process.execPath, [cli, ...args], { cwd: folder }))).toEqual([
      {
        host: `payments.${SHOP}`,
        key: "ann",
        service: `${SHOP}/payments-laptop-ann`,
        state: "routed",
      },
    ]);
  });

  test("leaves the owner's routes as they were", async () => {
    command.signal("SIGINT");
    expect(await command.ended).toBe(0);
    expect(await keys()).toEqual([]);
    await owner.up({ expectNoChanges: true });
  });

  function write(timeout: string): void {
    writeFileSync(join(folder, "Pulumi.owner.yaml"), ownerWith(timeout));
  }
});

/** The keys that have a route. */
async function keys(): Promise<string[]> {
  const args = ["get", "virtualservice", "payments-router", "-n", SHOP, "-o", "json"];
  const { spec }: { spec: { http: { name: string }[] } } = JSON.parse(await kubectl(...args));
  return spec.http.flatMap(({ name }) => /^([a-z0-9-]+) all$/.exec(name)?.[1] ?? []);
}

const labels = { app: "payments" };
const metadata = { name: "payments", namespace: SHOP };
const service = {
  apiVersion: "v1",
  kind: "Service",
  metadata,
  spec: { selector: labels, ports: [{ name: "http", port: 80 }] },
};
/** Without pods, which nobody asks. */
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata,
  spec: {
    replicas: 0,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: "app", image: "node:24-slim" }] },
    },
  },
};
