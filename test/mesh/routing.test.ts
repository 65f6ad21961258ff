import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import type { Client } from "../e2e/client.ts";
import { engineDeployer } from "../e2e/engineDeployer.ts";
import { clusterDeployer } from "../e2e/kubectlDeployer.ts";
import { removeLeftovers } from "../e2e/leftovers.ts";
import type { Project } from "../e2e/project.ts";
import { getObjects, kubectl, run } from "../e2e/run.ts";
import { startCaller } from "./caller.ts";
import { injected } from "./injected.ts";
import { MESH_STACK } from "./meshProject.ts";
import { callGrpc, removeShop, SHOP, startShop, wayOf } from "./shop.ts";
import { createShopStack } from "./shopStack.ts";

const mesh = inject("mesh");
const engine = inject("engine");

/** What the services pass on. */
const CARRY = { "x-carry": `x-preview,baggage,service-router-payments-${SHOP}` };
const ORIGINS = ["web", "orders", "payments"];

describe.runIf(mesh !== "")("requests that carry keys over two hops of the mesh", () => {
  let client: Client;

  beforeAll(async () => {
    await removeLeftovers(MESH_STACK);
    await startShop(injected(mesh));
    client = await startCaller(mesh);
  });

  afterAll(async () => {
    await client.remove();
    await removeShop();
  });

  describe.each([
    { by: "kubectl", deployer: clusterDeployer, there: true },
    { by: "Pulumi", deployer: engineDeployer(engine), there: engine !== "" },
  ])("with routes and copies by $by", ({ deployer, there }) => {
    let project: Project;

    beforeAll(async () => {
      if (!there) return;
      project = createShopStack(inject("context"));
      await deployer.up(project);
      await vi.waitFor(
        async () => {
          // Each of the proxies on these ways hears of the routes by itself.
          for (const orders of ["orders", "orders-pr-2"]) {
            const key = orders === "orders" ? "" : ".pr-2";
            const [copy, mock] = [{ "x-preview": `pr-1${key}` }, { "x-preview": `pr-3${key}` }];
            expect(await way(copy)).toEqual(["web", orders, "payments-pr-1"]);
            expect(await way(mock, "POST", "/payments")).toEqual(["web", orders, "mock"]);
          }
          const address = `payments.${SHOP}:81`;
          expect(await callGrpc(address, { "x-preview": "pr-1" })).toBe("payments-pr-1 0");
        },
        { timeout: 240_000, interval: 500 },
      );
    });

    afterAll(async () => {
      if (!there) return;
      await deployer.destroy(project);
      await removeLeftovers(MESH_STACK);
      project.remove();
    });

    test.runIf(there).each([
      ["no key", {}, ORIGINS],
      ["a plain header", { "x-preview": "pr-1" }, ["web", "orders", "payments-pr-1"]],
      ["a key of the first hop's", { "x-preview": "pr-2" }, ["web", "orders-pr-2", "payments"]],
      ["baggage", { baggage: "user=ann, understudy=pr-1;p=1" }, ["web", "orders", "payments-pr-1"]],
      ["two keys", { baggage: "understudy=pr-2.pr-1" }, ["web", "orders-pr-2", "payments-pr-1"]],
      [
        "keys in both headers",
        { "x-preview": "pr-2", baggage: "understudy=pr-1" },
        ["web", "orders-pr-2", "payments-pr-1"],
      ],
      [
        "a target",
        { [`service-router-payments-${SHOP}`]: `payments-pr-1.${SHOP}` },
        ["web", "orders", "payments-pr-1"],
      ],
      [
        "a target that nobody declared",
        { [`service-router-payments-${SHOP}`]: `web.${SHOP}` },
        ORIGINS,
      ],
      ["a longer key", { "x-preview": "pr-11" }, ORIGINS],
      ["a key in capitals", { "x-preview": "PR-1" }, ORIGINS],
      ["another member of baggage", { baggage: "understudy-x=pr-1,x=understudy=pr-1" }, ORIGINS],
      ["a key that nobody has", { "x-preview": "pr-99" }, ORIGINS],
    ])("%s", async (_, headers, expected) => {
      expect(await way(headers)).toEqual(expected);
    });

    test.runIf(there)("a key that a service does not pass on ends there", async () => {
      expect(await way({ "x-preview": "pr-1.pr-2", "x-carry": "" })).toEqual(ORIGINS);
    });

    test.runIf(there)("gRPC carries the key in its metadata", async () => {
      const address = `payments.${SHOP}:81`;
      expect(await callGrpc(address, {})).toBe("payments 0");
      expect(await callGrpc(address, { "x-preview": "pr-1" })).toBe("payments-pr-1 0");
      expect(await callGrpc(address, { baggage: "understudy=pr-1" })).toBe("payments-pr-1 0");
    });

    test.runIf(there)(
      "the mock takes the routes that it replaces, of requests with its key",
      async () => {
        const pay = (key: string, path = "/payments") => way({ "x-preview": key }, "POST", path);
        expect(await pay("pr-3")).toEqual(["web", "orders", "mock"]);
        expect(await pay("pr-3.pr-2")).toEqual(["web", "orders-pr-2", "mock"]);
        expect(await pay("pr-3", "/payments?x=1")).toEqual(["web", "orders", "mock"]);
        expect(await pay("pr-2")).toEqual(["web", "orders-pr-2", "payments"]);
        expect(await pay("pr-3", "/payments/7/capture")).toEqual(ORIGINS);
        expect(await way({ "x-preview": "pr-3" }, "GET", "/payments")).toEqual(ORIGINS);
      },
    );

    test.runIf(there)(
      "another team's VirtualService for a host is named, and nothing is changed",
      async () => {
        const theirs = {
          apiVersion: "networking.istio.io/v1",
          kind: "VirtualService",
          metadata: { name: "theirs", namespace: SHOP },
          spec: { hosts: ["payments"], http: [{ route: [{ destination: { host: "payments" } }] }] },
        };
        await run("kubectl", ["apply", "-f", "-"], { input: JSON.stringify(theirs) });
        const before = await routes();
        await expect(deployer.up(project)).rejects.toThrow(`${SHOP}/theirs`);
        expect(await routes()).toEqual(before);
        await kubectl("delete", "virtualservice", "theirs", "-n", SHOP);
      },
    );
  });

  /** The services that a request to `web` comes through. */
  async function way(
    headers: Record<string, string>,
    method = "GET",
    path = "/",
  ): Promise<string[]> {
    const request = { url: `http://web.${SHOP}${path}`, method, headers: { ...CARRY, ...headers } };
    const [answer] = await client.send({ requests: [request], concurrency: 1, keepAlive: false });
    return wayOf(answer?.body ?? "");
  }
});

async function routes(): Promise<unknown> {
  const objects = await getObjects("virtualservices", "-n", SHOP);
  return objects.map(({ metadata: { uid, generation } }) => ({ uid, generation }));
}
