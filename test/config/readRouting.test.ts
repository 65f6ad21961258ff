import { describe, expect, test } from "vitest";
import type { Campaign } from "../../src/campaign/campaign.ts";
import { campaignOf, problemsOf, serviceOf } from "./stack.ts";

const PAYMENTS = "payments.shop.svc.cluster.local";

const ROUTER = `
  router:
    header: X-Try
    hosts:
      - payments.shop
      - host: catalog.shop.svc.cluster.local
        base: routing/catalog.yaml
        entries:
          - { key: alice, to: "catalog-alice.shop:8080" }
          - { key: pr-1, to: { host: "catalog.shop:80", subset: pr-1 } }`;

test("a router has hosts, each with the team's routes and entries", () => {
  const origin = "catalog.shop.svc.cluster.local";
  expect(campaignOf(ROUTER)).toEqual({
    stack: "test",
    services: [],
    router: {
      header: "x-try",
      hosts: [
        { where: "stack: router.hosts[0]", host: PAYMENTS, base: [], entries: [] },
        {
          where: "stack: router.hosts[1]",
          host: origin,
          base: [],
          baseFile: "routing/catalog.yaml",
          entries: [
            {
              origin,
              key: "alice",
              destination: { host: "catalog-alice.shop.svc.cluster.local", port: 8080 },
              from: "stack: router.hosts[1].entries[0]",
            },
            {
              origin,
              key: "pr-1",
              destination: { host: origin, port: 80, subset: "pr-1" },
              from: "stack: router.hosts[1].entries[1]",
            },
          ],
        },
      ],
    },
  } satisfies Campaign);
});

const GATEWAY = "gateway: istio-ingress/public, domain: example.com";
const APIS = "apis: [{ api: payments, service: payments.shop }]";

test("a gateway has APIs, each with the Service behind it", () => {
  const stack = `
    previewHosts:
      gateway: istio-ingress/public
      create: { selector: { istio: ingressgateway }, tlsSecret: preview-certificate }
      domain: example.com
      host: "{api}-{key}.preview.{domain}"
      apis:
        - { api: payments, service: payments.shop, base: routing/payments.yaml, publicHost: api.example.com }
    claims: { issuer: "https://login.example.com" }`;
  expect(campaignOf(stack).previewHosts).toEqual({
    gateway: "istio-ingress/public",
    create: { selector: { istio: "ingressgateway" }, tlsSecret: "preview-certificate" },
    domain: "example.com",
    host: "{api}-{key}.preview.{domain}",
    apis: [
      {
        where: "stack: previewHosts.apis[0]",
        api: "payments",
        service: PAYMENTS,
        base: [],
        baseFile: "routing/payments.yaml",
        publicHost: "api.example.com",
      },
    ],
  });
  expect(campaignOf(`previewHosts: { ${GATEWAY}, ${APIS} }`).previewHosts?.host).toBe(
    "preview-{key}-{api}.{domain}",
  );
});

test("an API's Service may have its port with it", () => {
  const apis = (service: string) =>
    `previewHosts: { ${GATEWAY}, apis: [{ api: pay, service: "${service}" }] }`;
  expect(campaignOf(apis("payments.shop:8080")).previewHosts?.apis).toEqual([
    { where: "stack: previewHosts.apis[0]", api: "pay", service: PAYMENTS, port: 8080, base: [] },
  ]);
  expect(problemsOf(() => campaignOf(apis("payments.shop:0")))).toEqual([
    'stack: previewHosts.apis[0].service: expected a Service as service.namespace or service.namespace:port, such as "payments.shop", received "payments.shop:0".',
  ]);
});

test("claims have the seed's name and Istio's usual places unless told otherwise", () => {
  expect(campaignOf('claims: { issuer: "https://login.example.com" }').claims).toEqual({
    where: "stack: claims",
    issuer: "https://login.example.com",
    claim: "service_routers",
    audiences: [],
    ingress: { namespace: "istio-system", selector: { istio: "ingressgateway" } },
  });
  const all = `claims: { issuer: me, jwks: { keys: [{ kty: RSA, n: a, e: AQAB }] }, claim: route,
    audiences: [shop], ingress: { namespace: ingress, selector: { app: gateway } }, sidecars: [],
    sidecarSelector: { tier: web }, filter: wasm }`;
  expect(campaignOf(all).claims).toEqual({
    where: "stack: claims",
    issuer: "me",
    jwks: '{"keys":[{"kty":"RSA","n":"a","e":"AQAB"}]}',
    claim: "route",
    audiences: ["shop"],
    ingress: { namespace: "ingress", selector: { app: "gateway" } },
    sidecars: [],
    sidecarSelector: { tier: "web" },
    filter: "wasm",
  });
});

test.each([
  [
    "router: { hosts: [payments] }",
    'router.hosts[0]: expected a Service as service.namespace, such as "payments.shop", received "payments".',
  ],
  [
    "router: { hosts: [{ host: { secure: AAAA } }] }",
    "router.hosts[0].host: expected a Service, received an encrypted value.\n  This command cannot read encrypted values; `pulumi` can. Write this one in plain text.",
  ],
  [
    "router: { header: baggage, hosts: [] }",
    'router.header: expected a header that has no other meaning, received "baggage": it carries keys already, as understudy=pr-12.\n  Name a header of your own, such as "x-preview".',
  ],
  [
    "router: { header: X-Forwarded-For, hosts: [] }",
    'router.header: expected a header that has no other meaning, received "X-Forwarded-For": proxies set it or remove it.\n  Name a header of your own, such as "x-preview".',
  ],
  [
    'router: { header: ":authority", hosts: [] }',
    'router.header: expected the name of a header such as "x-preview", received ":authority".',
  ],
  [
    "router: { header: x-a }",
    'router.hosts: expected a list of hosts such as ["payments.shop"], received nothing.',
  ],
  [
    "router: { hosts: [a.b, { host: a.b.svc.cluster.local }] }",
    'router.hosts[1].host: "a.b.svc.cluster.local" is router.hosts[0] too.',
  ],
  [
    "router: { hosts: [{ host: a.b, entries: [{ key: k, to: c }] }] }",
    'router.hosts[0].entries[0].to: expected a Service such as "payments-pr-12.shop" or "payments-pr-12.shop:8080", or a mapping of host and subset, received "c".',
  ],
  [
    'router: { hosts: [{ host: a.b, entries: [{ key: k, to: "c.d:70000" }] }] }',
    'router.hosts[0].entries[0].to: expected a Service such as "payments-pr-12.shop" or "payments-pr-12.shop:8080", or a mapping of host and subset, received "c.d:70000".',
  ],
  [
    `previewHosts: { ${GATEWAY} }`,
    "previewHosts.apis: expected a list of APIs, each with api and service, received nothing.",
  ],
  [
    `previewHosts: { ${GATEWAY}, ${APIS}, host: "{key}.{domain}" }`,
    'previewHosts.host: expected a template with {key} and {api}, received "{key}.{domain}".\n  Without them several keys or APIs would share a host.',
  ],
  [
    `previewHosts: { ${GATEWAY}, ${APIS}, host: "{keys}-{api}" }`,
    'previewHosts.host: {keys} is not a placeholder.\n  Did you mean "{key}"?',
  ],
  [
    `previewHosts: { ${GATEWAY}, ${APIS}, host: "-{key}-{api}.x" }`,
    'previewHosts.host: expected a template for DNS names, but it makes "-k-payments.x" for payments.',
  ],
  [
    `previewHosts: { ${GATEWAY}, apis: [{ api: a, service: a.b }, { api: a, service: c.d }] }`,
    'previewHosts.apis[1].api: "a" is previewHosts.apis[0].api too.',
  ],
  [
    `previewHosts: { ${GATEWAY}, apis: [{ api: a, service: a.b, publicHost: a.example.com }] }`,
    "previewHosts.apis[0].publicHost: publicHost is routed by claims, but the stack has no claims.\n  Write understudy:claims, or remove publicHost.",
  ],
  [
    "claims: { claim: x }",
    "claims.issuer: expected the issuer of the tokens, their iss, received nothing.",
  ],
  [
    "claims: { issuer: me, jwks: { keys: [{ kty: RSA, d: x }] } }",
    "claims.jwks: expected public keys, received a private one.\n  Everyone who can read the stack or the cluster could make tokens: remove d and k.",
  ],
  [
    "claims: { issuer: me, jwks: '{}' }",
    'claims.jwks: expected a JSON Web Key Set: a mapping, or JSON text such as {"keys":[…]}, received something else.',
  ],
  [
    "claims: { issuer: me, jwksUri: 'https://a.b', jwks: { keys: [{ kty: RSA }] } }",
    "claims.jwks: expected jwksUri or jwks, received both.\n  Remove one of them.",
  ],
])("%s is wrong", (stack, problem) => {
  expect(problemsOf(() => campaignOf(stack))).toEqual([`stack: ${problem}`]);
});

test("a stack with a gateway may know the header of a router that another stack has", () => {
  const stack = `{ router: { header: x-try }, previewHosts: { ${GATEWAY}, ${APIS} } }`;
  expect(campaignOf(stack).router).toEqual({ header: "x-try", hosts: [] });
});

describe("replaces", () => {
  test("defaults to the service's own host", () => {
    expect(serviceOf("namespace: shop, replaces: { when: { key: pr-12 } }").replaces).toEqual({
      stack: "test",
      host: PAYMENTS,
      when: { key: "pr-12" },
    });
    const routes = 'replaces: { host: pay.other, routes: ["POST /payments"] }';
    expect(serviceOf(routes).replaces).toEqual({
      stack: "test",
      host: "pay.other.svc.cluster.local",
      routes: ["POST /payments"],
    });
  });

  test("has the mock make the delays unless told otherwise, if its engine can", () => {
    const inject = (settings: string) => serviceOf(settings).latency.inject;
    expect(inject("replaces: { host: a.b }")).toBe("mock");
    expect(inject("replaces: { host: a.b }, latency: { inject: mesh }")).toBe("mesh");
    expect(inject("replaces: { host: a.b }, engine: prism")).toBe("mesh");
    expect(inject("engine: understudy")).toBe("mesh");
  });

  test.each([
    ["routes: []", 'routes: expected a list of routes such as ["POST /payments"], received [].'],
    [
      "when: {}",
      'when.key: expected a route key of 1 to 40 lower-case letters, digits and "-" that begins and ends with a letter or digit, such as "pr-12", received nothing.',
    ],
    ["hosts: a.b", 'hosts: no such key.\n  Did you mean "host"?'],
  ])("is wrong with %s", (settings, problem) => {
    expect(problemsOf(() => serviceOf(`replaces: { ${settings} }`))).toEqual([
      `stack: services[0].replaces.${problem}`,
    ]);
  });
});
