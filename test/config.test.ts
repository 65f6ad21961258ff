import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import type { ServiceConfig } from "../src/campaign/campaign.ts";
import { campaignOf, loadCampaign, parseCampaign, problemsOf } from "./config/stack.ts";
import { CONFIG } from "./emit/fixture.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const PAYMENTS: ServiceConfig = {
  ...CONFIG,
  where: "stack: services[0]",
  spec: "payments.yaml",
  namespace: "payments",
  createNamespace: true,
  tags: { environment: "stg", service: "payments" },
};

const AWS = '{ region: us-east-1, accountIds: ["012345678901"] }';

describe("parseCampaign", () => {
  test("fills in every default", () => {
    const campaign = campaignOf(`
      kubeContext: stg
      aws: ${AWS}
      services: [{ name: payments, spec: payments.yaml }]`);
    expect(campaign).toEqual({
      stack: "test",
      kubeContext: "stg",
      aws: { region: "us-east-1", accountIds: ["012345678901"] },
      services: [PAYMENTS],
    });
  });

  test("reads every setting", () => {
    const campaign = campaignOf(`
      services:
        - name: payments
          spec: specs/payments.json
          namespace: shop
          createNamespace: false
          suffix: -mock
          campaign: sale
          engine: prism
          delivery: configMap
          ports: { service: 8080, container: 4010 }
          replicas: 4
          resources: { limits: { cpu: "2", memory: 512Mi }, requests: { cpu: 100m } }
          autoscaling: { min: 2, max: 6, cpu: 55% }
          minAvailable: 1
          sidecar: { inject: true, limits: { cpu: 250m, memory: 128Mi }, requests: { cpu: 50m } }
          nodeAffinity:
            - { key: pool, operator: In, values: [load, test] }
            - { key: example.com/spot, operator: DoesNotExist }
          priorityClass: low
          timeout: 15m
          tags: { environment: prd, service: checkout }
          registry: { url: "registry.example.com:5000/mocks", username: ci, password: secret }
          adopt: true
          build: { base: "registry.example.com/node:24", platforms: [linux/amd64, linux/arm64], builder: { name: default, exec: true } }
          istio: { enabled: true, revision: 1-31-0 }
          expose: { host: payments.example.com, gateway: istio-ingress/public }
          latency:
            inject: mesh
            default: { p95: 100ms }
            routes: { "GET /payments/{id}": { p50: 10ms, p95: 90ms } }`);
    expect(campaign.services).toEqual([
      {
        where: "stack: services[0]",
        name: "payments",
        spec: "specs/payments.json",
        namespace: "shop",
        createNamespace: false,
        suffix: "-mock",
        campaign: "sale",
        engine: "prism",
        delivery: "configMap",
        ports: { service: 8080, container: 4010 },
        pods: "own",
        verify: false,
        replicas: 4,
        resources: { limits: { cpu: "2", memory: "512Mi" }, requests: { cpu: "100m" } },
        autoscaling: { min: 2, max: 6, cpu: "55%" },
        minAvailable: 1,
        sidecar: {
          inject: true,
          limits: { cpu: "250m", memory: "128Mi" },
          requests: { cpu: "50m", memory: "128Mi" },
        },
        nodeAffinity: [
          { key: "pool", operator: "In", values: ["load", "test"] },
          { key: "example.com/spot", operator: "DoesNotExist", values: [] },
        ],
        priorityClass: "low",
        timeout: "15m",
        tags: { environment: "prd", service: "checkout" },
        registry: {
          kind: "url",
          url: "registry.example.com:5000/mocks",
          username: "ci",
          password: "secret",
        },
        adopt: true,
        build: {
          base: "registry.example.com/node:24",
          platforms: ["linux/amd64", "linux/arm64"],
          builder: { name: "default", exec: true },
        },
        istio: { enabled: true, revision: "1-31-0" },
        expose: { host: "payments.example.com", gateway: "istio-ingress/public" },
        latency: {
          inject: "mesh",
          enabled: true,
          default: { kind: "fixed", ms: 100 },
          routes: {
            "GET /payments/{id}": {
              kind: "quantiles",
              points: [
                { p: 0.5, ms: 10 },
                { p: 0.95, ms: 90 },
              ],
            },
          },
        },
      },
    ] satisfies ServiceConfig[]);
  });

  test("takes values as JSON text and a missing aws as {}, which is how Pulumi hands them over", () => {
    const services = '[{"name":"payments","spec":"payments.yaml"}]';
    const raw = {
      kubeContext: "stg",
      aws: "{}",
      defaults: '{"registry":"ecr.example.com"}',
      services,
    };
    expect(parseCampaign(raw, { stack: "test", file: "stack" })).toEqual({
      stack: "test",
      kubeContext: "stg",
      services: [{ ...PAYMENTS, registry: { kind: "url", url: "ecr.example.com" } }],
    });
  });

  test("reads the committed stacks alike from Pulumi and from their files", () => {
    for (const stack of ["stg", "kind"]) {
      const file = `Pulumi.${stack}.yaml`;
      const raw = Object.entries(configIn(readFileSync(`${ROOT}/${file}`, "utf8")))
        .filter(([key]) => key.startsWith("understudy:"))
        .map(([key, value]) => [
          key.slice("understudy:".length),
          typeof value === "string" ? value : JSON.stringify(value),
        ]);
      const campaign = parseCampaign(Object.fromEntries(raw), { stack, file });
      expect(campaign.services.map(({ name }) => name)).toEqual(["catalog", "payments", "users"]);
      expect(loadCampaign(stack, ROOT)).toEqual(campaign);
    }
  });

  test("says every mistake at once", () => {
    const stack = () =>
      campaignOf(`
        kubeContexts: stg
        aws: { region: tokyo, accountIds: [12345678901] }
        services:
          - { name: Payments, replica: 2 }
          - { name: users, spec: users.yaml, ports: 80, engine: prizm }`);
    expect(problemsOf(stack)).toEqual([
      'stack: kubeContexts: no such key.\n  Did you mean "kubeContext"?',
      'stack: aws.region: expected the name of an AWS region such as "ap-northeast-1", received "tokyo".',
      'stack: aws.accountIds[0]: expected twelve digits such as "123456789012", received 12345678901.\n  Put it in quotes: a number loses its leading zeros.',
      'stack: services[0].replica: no such key.\n  Did you mean "replicas"?',
      'stack: services[0].name: expected a name in lower-case letters, digits and "-" that begins with a letter, such as "payments", received "Payments".',
      'stack: services[0].spec: expected the path of an OpenAPI document such as "specs/payments.yaml", received nothing.',
      'stack: services[1].engine: expected understudy or prism, received "prizm".\n  Did you mean "prism"?',
      "stack: services[1].ports: expected a mapping of service and container, received 80.",
    ]);
  });

  test("reports an unknown key even when nothing is under it", () => {
    const stack = () => campaignOf("default: {}\nservices: [{ name: users, spec: users.yaml }]");
    expect(problemsOf(stack)).toContain('stack: default: no such key.\n  Did you mean "defaults"?');
  });

  test("asks for services", () => {
    const nothing =
      "stack: services: expected a list of services, or router, previews, laptops, previewHosts, claims, loadtests or controller, received nothing.";
    expect(problemsOf(() => campaignOf("kubeContext: stg"))).toEqual([nothing]);
    expect(problemsOf(() => campaignOf("services: []"))).toEqual([nothing]);
  });
});

function configIn(text: string): object {
  const content = load(text);
  if (typeof content === "object" && content !== null && "config" in content && content.config)
    return content.config;
  throw new Error("the stack's file has no config");
}
