import { generateKeyPairSync, sign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import type { ClaimsConfig, PreviewHostsConfig } from "../../src/campaign/routingConfig.ts";
import { claimObjects } from "../../src/emit/gateway/claimObjects.ts";
import { gatewayObjects } from "../../src/emit/gateway/gatewayObjects.ts";
import { routerVirtualService } from "../../src/emit/routes/routerVirtualService.ts";
import { A, B, entry, GATEWAY, known } from "../emit/gatewayFixture.ts";
import { FILTERS } from "./claimFilters.ts";
import { type Envoy, findEnvoy, startEnvoy } from "./envoy.ts";
import { proxy } from "./mesh.ts";
import { CALLS, call, chain, FORWARDS, type Services, startServices } from "./services.ts";

const { binary = "", reason } = await findEnvoy();

const C = "api-c.shop.svc.cluster.local";
const [A_12 = "", C_12 = "", C_34 = ""] = [
  entry(A, "pr-12"),
  entry(C, "pr-12"),
  entry(C, "pr-34"),
].map(({ destination }) => destination.host);
const ENTRIES = known(entry(A, "pr-12"), entry(C, "pr-12"), entry(C, "pr-34"));
const PUBLIC = "api-a.example.com";

const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const forged = generateKeyPairSync("ec", { namedCurve: "P-256" });
const CLAIMS: ClaimsConfig = {
  claim: "service_routers",
  issuer: "https://login.example.com",
  audiences: ["shop"],
  jwks: JSON.stringify({ keys: [{ ...pair.publicKey.export({ format: "jwk" }), alg: "ES256" }] }),
  ingress: { namespace: "istio-system", selector: { istio: "ingressgateway" } },
  sidecars: ["istio-system"],
};
const API_A = { api: "api-a", service: A, base: [], publicHost: PUBLIC };
const CONFIG: PreviewHostsConfig = { ...GATEWAY, apis: [API_A] };

/** A token that the gateway takes, but for what is given. */
function token(claims: object, key = pair.privateKey): string {
  const exp = Math.floor(Date.now() / 1_000) + 600;
  const all = { iss: CLAIMS.issuer, aud: "shop", exp, ...claims };
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const signed = `${encode({ alg: "ES256", typ: "JWT" })}.${encode(all)}`;
  const signature = sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}

describe.skipIf(reason !== undefined).each(FILTERS)(
  "Envoy as gateway and as sidecar, with claims in $filter",
  ({ filter, missing }) => {
    if (missing !== undefined) {
      test.skip(`skipped: ${missing}`, () => {});
      return;
    }
    let services: Services;
    let gateway: Envoy;
    let sidecar: Envoy;
    beforeAll(async () => {
      services = await startServices([A, B, C, A_12, C_12, C_34]);
      const { ports } = services;
      const objects = claimObjects({ ...CLAIMS, filter }, CONFIG, ENTRIES, "stg");
      const routers = [A, B, C].map(
        (host) =>
          routerVirtualService({ ...ENTRIES, host, base: [], substitutions: [] }, "stg")
            .virtualService,
      );
      sidecar = await startEnvoy(
        binary,
        "claims-sidecar",
        proxy({
          kind: "sidecar",
          virtualServices: routers,
          filters: objects.sidecarFilters,
          ports,
        }),
      );
      services.sidecar = sidecar.port;
      gateway = await startEnvoy(
        binary,
        "claims-gateway",
        proxy({
          kind: "gateway",
          virtualServices: [
            ...objects.virtualServices,
            ...gatewayObjects(CONFIG, ENTRIES, "stg").virtualServices,
          ],
          filters: [objects.gatewayFilter],
          requestAuthentication: objects.requestAuthentication,
          ports,
        }),
      );
    });
    afterAll(async () => {
      await Promise.all([gateway?.close(), sidecar?.close()]);
      services?.close();
    });

    /** The services that a request through the gateway reaches; each forwards nothing but Authorization. */
    const reached = async (
      headers: Record<string, string>,
      { host = PUBLIC, calls = `${B} ${C}`, method = "GET" } = {},
    ) => {
      const all = { [CALLS]: calls, [FORWARDS]: "authorization", ...headers };
      const { status, body } = await call(gateway.port, host, all, { method });
      return status === 200 ? chain(JSON.parse(body)) : status;
    };
    const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

    it.each([
      ["an object", { "api-c.shop": "api-c-pr-12.shop" }, [A, B, C_12]],
      [
        "an object of two",
        { "api-a.shop": "api-a-pr-12.shop", "api-c.shop": "api-c-pr-34.shop" },
        [A_12, B, C_34],
      ],
      [
        "a list of targets",
        ["api-a.shop=api-a-pr-12.shop", "api-c.shop=api-c-pr-34.shop"],
        [A_12, B, C_34],
      ],
      ["one target", "api-c.shop=api-c-pr-12.shop", [A, B, C_12]],
      ["a list of keys", ["pr-12"], [A_12, B, C_12]],
      ["a key of one service alone", ["pr-34"], [A, B, C_34]],
      ["two keys", ["pr-34", "pr-12"], [A_12, B, C_12]],
      ["one key", "pr-12", [A_12, B, C_12]],
      ["a key and a target", ["pr-12", "api-c.shop=api-c-pr-34.shop"], [A_12, B, C_34]],
      ["an unknown key and an unknown target", ["pr-9", "api-c.shop=admin.kube-system"], [A, B, C]],
      ["a number", 12, [A, B, C]],
      ["nothing", undefined, [A, B, C]],
    ])(
      "a claim of %s leads a chain that forwards only Authorization to the third hop's replica",
      async (_form, claim, expected) => {
        expect(await reached(bearer(token({ service_routers: claim })))).toEqual(expected);
      },
    );

    it("lets a request without a token through, and leads it to no replica", async () => {
      expect(await reached({})).toEqual([A, B, C]);
    });

    const preview = { service_routers: ["pr-12"] };
    it.each([
      ["signed with another key", 401, token(preview, forged.privateKey)],
      ["of another issuer", 401, token({ ...preview, iss: "https://elsewhere.example.com" })],
      ["for another audience", 403, token({ ...preview, aud: "stock" })],
      ["that is past its time", 401, token({ ...preview, exp: 1_000_000_000 })],
      ["that is none", 401, "pr-12"],
      ["without a signature", 401, token(preview).replace(/[^.]*$/, "")],
    ])("answers a token %s with %i", async (_title, status, text) => {
      expect(await reached(bearer(text))).toBe(status);
    });

    it.each([
      ["bearer in lower case", "bearer ", ""],
      ["another scheme", "Token ", ""],
      ["no scheme", "", ""],
    ])(
      "no hop reads a forged token that the gateway does not take for one: %s",
      async (_title, scheme, end) => {
        const authorization = `${scheme}${token(preview, forged.privateKey)}${end}`;
        expect(await reached({ authorization })).toEqual([A, B, C]);
      },
    );

    it.each([
      ["Bearer in the middle", (text: string) => `x Bearer ${text}`],
      ["two spaces", (text: string) => `Bearer  ${text}`],
      ["two tokens", (text: string) => `Bearer ${token(preview)},Bearer ${text}`],
      ["something behind it", (text: string) => `Bearer ${text} x`],
    ])("no forged token chooses anything in any other form: %s", async (_title, form) => {
      const authorization = form(token(preview, forged.privateKey));
      expect([401, [A, B, C]]).toContainEqual(await reached({ authorization }));
    });

    it("takes from the client every header that chooses, at the ordinary host", async () => {
      const headers = {
        "x-preview": "pr-12",
        baggage: "understudy=pr-12",
        "service-router-api-a-shop": "api-a-pr-12.shop",
        "service-router-api-c-shop": "api-c-pr-12.shop",
        [FORWARDS]: "x-preview baggage service-router-api-c-shop",
      };
      expect(await reached(headers)).toEqual([A, B, C]);
      expect(await reached({ ...headers, ...bearer(token({})) })).toEqual([A, B, C]);
    });

    it("keeps the preview host's key beside the token's", async () => {
      const headers = { ...bearer(token({})), [FORWARDS]: "authorization x-preview" };
      const host = "preview-pr-12-api-a.example.com";
      expect(await reached(headers, { host })).toEqual([A_12, B, C_12]);
      const both = {
        ...headers,
        ...bearer(token({ service_routers: "api-c.shop=api-c-pr-34.shop" })),
      };
      expect(await reached(both, { host })).toEqual([A_12, B, C_34]);
    });

    it("takes the token, which is not verified there, from a browser's question before a request across sites", async () => {
      const headers = {
        ...bearer(token(preview, forged.privateKey)),
        origin: "https://elsewhere.example.com",
        "access-control-request-method": "GET",
      };
      expect(await reached(headers, { method: "OPTIONS" })).toEqual([A, B, C]);
    });
  },
);
