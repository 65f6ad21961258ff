import * as kubernetes from "@pulumi/kubernetes";
import { expect, test } from "vitest";
import { PreviewGateway } from "../../components/previewGateway.ts";
import { RoutingClaims } from "../../components/routingClaims.ts";
import type { ClaimsConfig, PreviewHostsConfig } from "../../src/campaign/routingConfig.ts";
import { claimObjects } from "../../src/emit/gateway/claimObjects.ts";
import { gatewayObjects } from "../../src/emit/gateway/gatewayObjects.ts";
import { withPlan } from "../../src/pulumi/planned.ts";
import { outputValue, owned, runProgram } from "../pulumi.ts";

const PAYMENTS = "payments.shop.svc.cluster.local";
const ISTIO = "kubernetes:networking.istio.io";

const GATEWAY: PreviewHostsConfig = {
  gateway: "istio-ingress/public",
  create: { selector: { istio: "ingressgateway" } },
  domain: "example.com",
  host: "preview-{key}-{api}.{domain}",
  apis: [{ api: "payments", service: PAYMENTS, base: [], publicHost: "api.example.com" }],
};

const CLAIMS: ClaimsConfig = {
  issuer: "https://login.example.com",
  claim: "service_routers",
  audiences: [],
  ingress: { namespace: "istio-system", selector: { istio: "ingressgateway" } },
  sidecars: ["shop", "users"],
};

const KNOWN = {
  keyHeader: "x-preview",
  substitutions: [],
  entries: [{ origin: PAYMENTS, key: "pr-12", destination: { host: PAYMENTS }, from: "here" }],
};

test("preview hosts come behind the Gateway that they are at", async () => {
  const args = gatewayObjects(GATEWAY, KNOWN, "stg");
  const { result, declared } = await runProgram(() => {
    const provider = new kubernetes.Provider("kubernetes");
    return new PreviewGateway("previews", withPlan({ ...GATEWAY }, args), { provider });
  });
  const child = { parent: "understudy:index:PreviewGateway::previews", provider: "kubernetes" };
  expect(declared.slice(1)).toEqual([
    { type: "understudy:index:PreviewGateway", name: "previews", inputs: {} },
    {
      type: `${ISTIO}/v1:Gateway`,
      name: "previews-gateway",
      inputs: owned(args.gateway),
      ...child,
    },
    {
      type: `${ISTIO}/v1:VirtualService`,
      name: "previews-preview-pr-12-payments",
      inputs: owned(args.virtualServices[0]),
      dependsOn: [`${ISTIO}/v1:Gateway::previews-gateway`],
      ...child,
    },
  ]);
  expect(await outputValue(result.hosts)).toEqual(["preview-pr-12-payments.example.com"]);
});

test("claims come with what takes clients' own headers away, and are routed behind that", async () => {
  const args = claimObjects(CLAIMS, GATEWAY, KNOWN, "stg");
  const { declared } = await runProgram(() => {
    const provider = new kubernetes.Provider("kubernetes");
    return new RoutingClaims("claims", withPlan({ issuer: CLAIMS.issuer }, args), { provider });
  });
  const child = { parent: "understudy:index:RoutingClaims::claims", provider: "kubernetes" };
  const filter = `${ISTIO}/v1alpha3:EnvoyFilter`;
  expect(declared.filter(({ parent }) => parent !== undefined)).toEqual([
    {
      type: `${ISTIO}/v1:VirtualService`,
      name: "claims-claims-payments",
      inputs: owned(args.virtualServices[0]),
      dependsOn: [`${filter}::claims-gateway-filter`],
      ...child,
    },
    { type: filter, name: "claims-gateway-filter", inputs: owned(args.gatewayFilter), ...child },
    {
      type: "kubernetes:security.istio.io/v1:RequestAuthentication",
      name: "claims-request-authentication",
      inputs: owned(args.requestAuthentication),
      ...child,
    },
    ...["shop", "users"].map((namespace, index) => ({
      type: filter,
      name: `claims-sidecar-filter-${namespace}`,
      inputs: owned(args.sidecarFilters[index]),
      ...child,
    })),
  ]);
});
