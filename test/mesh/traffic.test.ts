import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { runWithEngine } from "../e2e/engineCommand.ts";
import { stackOf } from "../e2e/engineDeployer.ts";
import { removeLeftovers } from "../e2e/leftovers.ts";
import type { Project } from "../e2e/project.ts";
import { type Copies, copiesOf, type Pull } from "./copies.ts";
import { injected } from "./injected.ts";
import { MESH_STACK } from "./meshProject.ts";
import { removeShop, SHOP, startShop } from "./shop.ts";
import { createShopStack } from "./shopStack.ts";
import { createIssuer } from "./tokens.ts";
import { startTraffic } from "./traffic.ts";
import type { Kind, Run } from "./trafficScript.ts";

const mesh = inject("mesh");
const gateway = inject("gateway");
const engine = inject("engine");

const SCRIPT = join(import.meta.dirname, "trafficScript.ts");
const IN_MESH = ["kubectl", "exec", "-i", "deployment/web", "-n", SHOP, "-c", "app", "--"];
/** A preview that the router's stack declares itself. */
const OWN_PREVIEW = `understudy:previews: [{ service: payments, namespace: ${SHOP}, key: mesh-3, env: { NAME: payments-mesh-3 } }]`;

describe.runIf(mesh !== "" && gateway !== "" && engine !== "")(
  "steady traffic while previews come and go",
  () => {
    let project: Project;
    let copies: Copies;
    let authorization: string;
    const tokens: Record<string, string> = {};

    beforeAll(async () => {
      await removeLeftovers(MESH_STACK);
      await startShop(injected(mesh));
      // Each copy says its own name.
      copies = await copiesOf("payments", ["12-a", "12-b", "13-a"], { NAME: null });
      const issuer = await createIssuer({ sidecars: [SHOP] });
      authorization = `Bearer ${await issuer.sign("mesh-1", { minutes: 60 })}`;
      for (const key of ["pr-12", "pr-13"]) {
        tokens[key] = `Bearer ${await issuer.sign(key, { minutes: 60 })}`;
      }
      project = createShopStack(inject("context"), {
        previews: [],
        more: [
          "understudy:previewHosts:",
          `  gateway: ${SHOP}/public`,
          "  domain: example.com",
          "  create: { selector: { istio: ingressgateway } }",
          `  apis: [{ api: payments, service: payments.${SHOP}, publicHost: payments.example.com }]`,
          `understudy:claims: ${issuer.claims}`,
        ],
      });
      await (await stackOf(project, engine)).up();
    });

    afterAll(async () => {
      await (await stackOf(project, engine)).destroy();
      await removeLeftovers(MESH_STACK);
      await removeShop();
      project.remove();
      copies.remove();
    });

    test("no request is lost or misled, whichever preview goes first", {
      timeout: 1_200_000,
    }, async () => {
      const url = `http://payments.${SHOP}/`;
      const inside = startTraffic([...IN_MESH, "node", "/scripts/trafficScript.ts"], {
        "no key": { url, headers: {} },
        "another key": { url, headers: { "x-preview": "mesh-9" } },
        "mesh-1": { url, headers: { "x-preview": "mesh-1" } },
        "mesh-2": { url, headers: { baggage: "understudy=mesh-2" } },
        both: { url, headers: { "x-preview": "mesh-2.mesh-1" } },
        "mesh-3": { url, headers: { "x-preview": "mesh-3" } },
        "pull request 12": atThirdHop({ "x-preview": "pr-12" }),
        "pull request 13": atThirdHop({ "x-preview": "pr-13" }),
        "token of 12": atThirdHop({ authorization: tokens["pr-12"] ?? "" }),
        "token of 13": atThirdHop({ authorization: tokens["pr-13"] ?? "" }),
        target: {
          url,
          headers: { [`service-router-payments-${SHOP}`]: `payments-mesh-1.${SHOP}` },
        },
      });
      const outside = startTraffic([process.execPath, SCRIPT], {
        "no token": { url: gateway, headers: { host: "payments.example.com" } },
        token: { url: gateway, headers: { host: "payments.example.com", authorization } },
        "preview host": { url: gateway, headers: { host: "preview-mesh-1-payments.example.com" } },
      });
      await create("mesh-1");
      await create("mesh-2");
      await remove("mesh-1"); // the older one
      const [first, second] = [opened(12), opened(13)];
      await copies.follow(first, second);
      await copies.follow({ ...first, commit: "b" }, second); // a push
      await copies.follow({ ...first, commit: "b" }, { ...second, state: "CLOSED" });
      await remove("mesh-2");
      await update("understudy:previews: []", OWN_PREVIEW);
      await update(OWN_PREVIEW, "understudy:previews: []");
      const found = { ...(await inside.stop()), ...(await outside.stop()) };
      const [origin, one, two] = ["payments 200", "payments-mesh-1 200", "payments-mesh-2 200"];
      expect(Object.entries(found).map(([kind, runs]) => [kind, answersOf(runs)])).toEqual([
        ["no key", [origin]],
        ["another key", [origin]],
        ["mesh-1", [origin, one, origin]],
        ["mesh-2", [origin, two, origin]],
        ["both", [origin, one, two, origin]],
        ["mesh-3", [origin, "payments-mesh-3 200", origin]],
        ["pull request 12", [origin, "payments-pr-12 200"]],
        ["pull request 13", [origin, "payments-pr-13 200", origin]],
        ["token of 12", [origin, "payments-pr-12 200"]],
        ["token of 13", [origin, "payments-pr-13 200", origin]],
        ["target", [origin, one, origin]],
        ["no token", [origin]],
        ["token", [origin, one, origin]],
        ["preview host", ["nobody 404", one, "nobody 404"]],
      ]);
    });

    async function create(key: string): Promise<void> {
      const service = ["--service", "payments", "--namespace", SHOP];
      const more = [...service, "--env", `NAME=payments-${key}`, "--stack", MESH_STACK, "--yes"];
      await runWithEngine(engine, project, "preview", "create", "--key", key, ...more);
    }

    /** Replaces a text in the file of the router's stack, and updates the stack. */
    async function update(from: string, to: string): Promise<void> {
      project.edit(`Pulumi.${MESH_STACK}.yaml`, from, to);
      await (await stackOf(project, engine)).up();
    }

    async function remove(key: string): Promise<void> {
      const more = ["--stack", MESH_STACK, "--yes"];
      await runWithEngine(engine, project, "preview", "delete", "--key", key, ...more);
    }
  },
);

function opened(number: number): Pull {
  return { number, state: "OPEN", commit: "a" };
}

/** Returns a kind of request that reaches payments by way of two services, which pass its headers on. */
function atThirdHop(headers: Record<string, string>): Kind {
  const carried = Object.keys(headers).join();
  return { url: `http://web.${SHOP}/`, headers: { ...headers, "x-carry": carried } };
}

function answersOf(runs: Run[]): string[] {
  return runs.map(([answer]) => answer);
}
