import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { ClaimsConfig, PreviewHostsConfig } from "../../src/campaign/routingConfig.ts";
import { claimObjects } from "../../src/emit/gateway/claimObjects.ts";
import { gatewayObjects } from "../../src/emit/gateway/gatewayObjects.ts";
import { A, B, entry, GATEWAY, known } from "../emit/gatewayFixture.ts";
import { removeNamespaces } from "./leftovers.ts";
import { kubectl, run } from "./run.ts";

const NAMESPACE = "understudy-e2e-gateway";

const CONFIG: PreviewHostsConfig = {
  ...GATEWAY,
  gateway: `${NAMESPACE}/previews`,
  create: { selector: { istio: "no-such-gateway" }, tlsSecret: "preview-certificate" },
  apis: [
    {
      api: "api-a",
      service: A,
      publicHost: "api-a.example.com",
      base: [
        {
          match: [{ uri: { prefix: "/v1/" } }],
          rewrite: { uri: "/" },
          timeout: "5s",
          route: [{ destination: { host: A } }],
        },
      ],
    },
    { api: "api-b", service: B, base: [] },
  ],
};
const CLAIMS: ClaimsConfig = {
  claim: "https://example.com/routers",
  issuer: "https://login.example.com",
  audiences: ["shop"],
  jwksUri: "https://login.example.com/keys",
  ingress: { namespace: NAMESPACE, selector: { istio: "no-such-gateway" } },
  sidecars: [NAMESPACE],
};

describe.runIf(inject("context") !== "")(
  "the API server, with Istio's own schemas and rules",
  () => {
    const entries = known(entry(A, "pr-12"), entry(B, "pr-12"), entry(B, "pr-34"));
    const previews = gatewayObjects(CONFIG, entries, "e2e");
    const claims = claimObjects(CLAIMS, CONFIG, entries, "e2e");
    const objects = [
      previews.gateway,
      ...previews.virtualServices,
      claims.requestAuthentication,
      claims.gatewayFilter,
      ...claims.sidecarFilters,
      ...claims.virtualServices,
    ].filter((object) => object !== undefined);

    beforeAll(async () => {
      await removeNamespaces(NAMESPACE);
      await kubectl("create", "namespace", NAMESPACE);
    });
    afterAll(async () => {
      await kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait=false");
    });

    test("takes what preview hosts and claims come to, knows each field and keeps it", async () => {
      expect(objects.map(({ kind, metadata }) => `${kind} ${metadata?.name}`)).toEqual([
        "Gateway previews",
        "VirtualService preview-pr-12-api-a",
        "VirtualService preview-pr-12-api-b",
        "VirtualService preview-pr-34-api-a",
        "VirtualService preview-pr-34-api-b",
        "RequestAuthentication understudy-claims",
        "EnvoyFilter understudy-claims",
        "EnvoyFilter understudy-claims-sidecars",
        "VirtualService claims-api-a",
      ]);
      const list = { apiVersion: "v1", kind: "List", items: objects };
      const apply = ["apply", "--server-side", "--validate=strict", "-o", "json", "-f", "-"];
      const printed = await run("kubectl", apply, { input: JSON.stringify(list) });
      const { items }: { items: { spec: object }[] } = JSON.parse(printed);
      expect(items.map(({ spec }) => spec)).toEqual(objects.map(({ spec }) => spec));
    });
  },
);
