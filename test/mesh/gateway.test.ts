import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { engineDeployer } from "../e2e/engineDeployer.ts";
import { clusterDeployer } from "../e2e/kubectlDeployer.ts";
import { removeLeftovers } from "../e2e/leftovers.ts";
import type { Project } from "../e2e/project.ts";
import { FILTERS } from "../envoy/claimFilters.ts";
import { injected } from "./injected.ts";
import { MESH_STACK } from "./meshProject.ts";
import { hopsOf, removeShop, SHOP, startShop, wayOf } from "./shop.ts";
import { createShopStack } from "./shopStack.ts";
import { createIssuer, type Issuer } from "./tokens.ts";

const mesh = inject("mesh");
const gateway = inject("gateway");
const engine = inject("engine");

/** Each way of deploying has one of the filters, so that both run in Istio's sidecars. */
const wasmOrLua = FILTERS.findLast(({ missing }) => missing === undefined)?.filter;

const PUBLIC = "web.example.com";
const ORIGINS = ["web", "orders", "payments"];
const TARGET = `service-router-payments-${SHOP}`;
/** What each test lets the services pass on, so that one way of carrying a key is tried at a time. */
const BY_HEADER = { "x-carry": "x-preview" };
const BY_BAGGAGE = { "x-carry": "baggage" };
const BY_TOKEN = { "x-carry": "authorization" };

describe.runIf(mesh !== "" && gateway !== "")(
  "requests from outside, at Istio's ingress gateway",
  () => {
    let issuer: Issuer;

    beforeAll(async () => {
      await removeLeftovers(MESH_STACK);
      await startShop(injected(mesh));
    });

    afterAll(removeShop);

    describe.each([
      { by: "kubectl", deployer: clusterDeployer, there: true, filter: "lua" },
      { by: "Pulumi", deployer: engineDeployer(engine), there: engine !== "", filter: wasmOrLua },
    ])("with hosts and claims in $filter by $by", ({ deployer, there, filter }) => {
      let project: Project;

      beforeAll(async () => {
        if (!there) return;
        issuer = await createIssuer({ sidecars: [SHOP], filter });
        const apis = ["web", "orders", "payments"].map(
          (api) => `{ api: ${api}, service: ${api}.${SHOP}, publicHost: ${api}.example.com }`,
        );
        project = createShopStack(inject("context"), {
          more: [
            "understudy:previewHosts:",
            `  gateway: ${SHOP}/public`,
            "  domain: example.com",
            "  create: { selector: { istio: ingressgateway } }",
            `  apis: [${apis.join(", ")}]`,
            `understudy:claims: ${issuer.claims}`,
          ],
        });
        await deployer.up(project);
        const token = await issuer.sign(["pr-1", "pr-2"]);
        await vi.waitFor(
          async () => {
            expect((await at("preview-pr-1-payments.example.com", {})).way).toEqual([
              "payments-pr-1",
            ]);
            const { way } = await at(PUBLIC, { ...BY_TOKEN, authorization: `Bearer ${token}` });
            expect(way).toEqual(["web", "orders-pr-2", "payments-pr-1"]);
            // Each of the proxies on these ways hears of hosts, routes and claims by itself.
            const one = `Bearer ${await issuer.sign("pr-1")}`;
            const past = await at(PUBLIC, { ...BY_TOKEN, authorization: one });
            expect(past.way).toEqual(["web", "orders", "payments-pr-1"]);
            const mocked = await at("preview-pr-3-web.example.com", BY_HEADER, "POST", "/payments");
            expect(mocked.way).toEqual(["web", "orders", "mock"]);
            const direct = await at("payments.example.com", { authorization: one });
            expect(direct.way).toEqual(["payments-pr-1"]);
            expect((await at(PUBLIC, { authorization: "Bearer x.y.z" })).status).toBe(401);
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

      // A blog post that this began with names three patterns: a preview that is called from outside, one that a
      // service inside calls, and one behind a service that is called from outside.
      test.runIf(there).each([
        ["payments itself has a copy", "preview-pr-1-payments", ["payments-pr-1"]],
        ["a service inside calls the copy", "preview-pr-1-orders", ["orders", "payments-pr-1"]],
        ["the copy is behind two services", "preview-pr-1-web", ["web", "orders", "payments-pr-1"]],
        ["the copy calls on", "preview-pr-2-orders", ["orders-pr-2", "payments"]],
        ["the copy is in the middle", "preview-pr-2-web", ["web", "orders-pr-2", "payments"]],
      ])("a preview host gives the request its key: %s", async (_, name, expected) => {
        for (const carried of [BY_HEADER, BY_BAGGAGE]) {
          const { status, way } = await at(`${name}.example.com`, carried);
          expect({ status, way }).toEqual({ status: 200, way: expected });
        }
      });

      test.runIf(there)("a preview host replaces the keys of the client's own", async () => {
        const spoofed = {
          "x-preview": "pr-2",
          baggage: "understudy=pr-2",
          [TARGET]: `web.${SHOP}`,
        };
        const host = "preview-pr-1-web.example.com";
        const { way, hops } = await at(host, {
          ...spoofed,
          "x-carry": `x-preview,baggage,${TARGET}`,
        });
        expect(way).toEqual(["web", "orders", "payments-pr-1"]);
        expect(hops[0]?.headers).toMatchObject({ "x-preview": "pr-1", baggage: "understudy=pr-1" });
        expect(hops[0]?.headers[TARGET]).toBeUndefined();
      });

      test.runIf(there)("a mock takes what it replaces, at a preview host, too", async () => {
        const host = "preview-pr-3-payments.example.com";
        expect((await at(host, {}, "POST", "/payments")).hop).toBeUndefined();
        expect((await at(host, {}, "GET", "/payments")).way).toEqual(["payments"]);
        const behind = await at("preview-pr-3-web.example.com", BY_HEADER, "POST", "/payments");
        expect(behind.way).toEqual(["web", "orders", "mock"]);
      });

      test.runIf(there)("a host that no preview has is not found", async () => {
        expect((await at("preview-pr-99-web.example.com", {})).status).toBe(404);
      });

      test.runIf(there)(
        "a public host leads to the API itself, whatever keys a client sends",
        async () => {
          const spoofed = {
            "x-preview": "pr-1.pr-2",
            baggage: "user=ann,understudy=pr-1.pr-2",
            [TARGET]: `payments-pr-1.${SHOP}`,
            "x-carry": `x-preview,baggage,${TARGET}`,
          };
          const { status, way, hops } = await at(PUBLIC, spoofed);
          expect({ status, way }).toEqual({ status: 200, way: ORIGINS });
          expect(hops[0]?.headers.baggage).toBe("user=ann");
          expect(hops[0]?.headers["x-preview"]).toBeUndefined();
          expect(hops[0]?.headers[TARGET]).toBeUndefined();
        },
      );

      test.runIf(there).each([
        ["a key of the third hop's", "pr-1", ["web", "orders", "payments-pr-1"]],
        ["two keys", ["pr-1", "pr-2"], ["web", "orders-pr-2", "payments-pr-1"]],
        [
          "a target",
          [`payments.${SHOP}=payments-pr-1.${SHOP}`],
          ["web", "orders", "payments-pr-1"],
        ],
        [
          "a target by name",
          { [`payments.${SHOP}`]: `payments-pr-1.${SHOP}` },
          ["web", "orders", "payments-pr-1"],
        ],
        ["a target that nobody declared", [`payments.${SHOP}=web.${SHOP}`], ORIGINS],
        ["a key that nobody has", "pr-99", ORIGINS],
        ["something else", 12, ORIGINS],
      ])(
        "each sidecar reads the verified token that services pass on: %s",
        async (_, claim, expected) => {
          const authorization = `Bearer ${await issuer.sign(claim)}`;
          const { status, way } = await at(PUBLIC, { ...BY_TOKEN, authorization });
          expect({ status, way }).toEqual({ status: 200, way: expected });
        },
      );

      test.runIf(there)("the gateway chooses the API's copy by the claim", async () => {
        const authorization = `Bearer ${await issuer.sign("pr-1")}`;
        expect((await at("payments.example.com", { authorization })).way).toEqual([
          "payments-pr-1",
        ]);
        expect((await at("payments.example.com", {})).way).toEqual(["payments"]);
      });

      test.runIf(there)(
        "tokens that the issuer did not sign, or for others, do not pass",
        async () => {
          const other = await createIssuer({});
          const status = async (authorization: string) =>
            (await at(PUBLIC, { authorization })).status;
          expect(await status(`Bearer ${await other.sign("pr-1")}`)).toBe(401);
          expect(await status(`Bearer ${await issuer.sign("pr-1", { minutes: -10 })}`)).toBe(401);
          expect(await status(`Bearer ${await issuer.sign("pr-1", { audience: "bank" })}`)).toBe(
            403,
          );
          const unread = { ...BY_TOKEN, authorization: `bearer ${await other.sign("pr-1")}` };
          expect((await at(PUBLIC, unread)).way).toEqual(ORIGINS);
        },
      );
    });
  },
);

/** Sends a request for a host to the gateway. */
async function at(host: string, headers: Record<string, string>, method = "GET", path = "/") {
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(new URL(path, gateway), { method, headers: { host, ...headers } });
    outgoing.on("response", resolve).on("error", reject).end();
  });
  const body = await text(reply);
  const { statusCode: status, headers: answered } = reply;
  return { status, hop: answered["x-hop"], way: wayOf(body), hops: hopsOf(body) };
}
