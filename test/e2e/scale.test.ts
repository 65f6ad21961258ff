import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { stackOf } from "./engineDeployer.ts";
import { removeLeftovers } from "./leftovers.ts";
import { STACK } from "./project.ts";
import { createStack } from "./scaleStack.ts";

const context = inject("context");
const engine = inject("engine");

const SERVICES = 4;
/** Bytes of state for a service of 40 operations, wherever the document is delivered. */
const MOST_BYTES = 25_000;

interface Resource {
  urn: string;
  type: string;
}

describe.runIf(engine !== "")("a stack's state", () => {
  let folder: string;

  beforeAll(async () => {
    await removeLeftovers();
    folder = createStack(SERVICES, { context, registry: "none", delivery: "configMap" });
  });

  afterAll(async () => {
    await (await stackOf({ folder, stack: STACK }, engine)).destroy();
    rmSync(folder, { recursive: true });
  });

  test("has four resources and at most 25 KB for a service, and the server once", async () => {
    const stack = await stackOf({ folder, stack: STACK }, engine);
    await stack.up();
    const { deployment } = await stack.exportStack();
    const resources: Resource[] = deployment.resources;
    const own = resources.filter(({ urn }) => /::service-\d+(-\w+)?$/.test(urn));
    expect(own).toHaveLength(4 * SERVICES);
    const bytes = own.reduce((sum, resource) => sum + JSON.stringify(resource).length, 0);
    expect(bytes / SERVICES).toBeLessThan(MOST_BYTES);
    const servers = resources.filter(({ urn }) => urn.endsWith("-engine"));
    expect(servers.map(({ type }) => type)).toEqual(["kubernetes:core/v1:ConfigMap"]);
  });
});
