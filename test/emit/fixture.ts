import type { ServiceConfig } from "../../src/campaign/campaign.ts";
import type { LoadedMock } from "../../src/campaign/loadMocks.ts";
import type { LatencyPlan } from "../../src/latency/plan.ts";
import { sortRoutes } from "../../src/openapi/table/order.ts";
import { parseTemplate } from "../../src/openapi/table/pattern.ts";
import {
  METHODS,
  type Method,
  type Route,
  type RouteTable,
} from "../../src/openapi/table/table.ts";

/** A service with every default, as in a stack without settings. */
export const CONFIG: ServiceConfig = {
  name: "payments",
  spec: "specs/payments.yaml",
  namespace: "shop",
  createNamespace: true,
  suffix: "-prism-mock",
  engine: "understudy",
  delivery: "image",
  ports: { service: 80, container: 8080 },
  pods: "own",
  verify: false,
  replicas: 1,
  resources: { limits: { cpu: "500m", memory: "256Mi" } },
  sidecar: {
    inject: true,
    limits: { cpu: "500m", memory: "512Mi" },
    requests: { cpu: "100m", memory: "128Mi" },
  },
  nodeAffinity: [],
  timeout: "10m",
  registry: { kind: "ecr" },
  adopt: false,
  build: { base: "node:24-slim", platforms: ["linux/amd64"] },
  istio: { enabled: true, revision: "auto" },
  latency: { inject: "mesh", enabled: true, routes: {} },
};

export const LABELS = {
  app: "payments-prism-mock",
  "app.kubernetes.io/name": "payments",
  "app.kubernetes.io/part-of": "understudy",
  "app.kubernetes.io/managed-by": "understudy",
};

/** A table of operations without anything but their keys, `GET /pets/{petId}`; sorted. */
export function tableOf(keys: string[], basePaths = [""]): RouteTable {
  return {
    format: 1,
    title: "Fixture",
    version: "1",
    basePaths,
    routes: sortRoutes(keys.map((key) => routeOf(key, keys))),
    schemas: {},
    examples: {},
    securitySchemes: {},
  };
}

export function loadedMock(
  table: RouteTable,
  plan: LatencyPlan,
  config: Partial<ServiceConfig> = {},
): LoadedMock {
  return { config: { ...CONFIG, ...config }, table, plan, files: [], problems: [] };
}

function routeOf(key: string, keys: string[]): Route {
  const [word = "", path = ""] = key.split(" ");
  const method: Method = METHODS.find((known) => known === word) ?? "GET";
  const head = method === "GET" && !keys.includes(`HEAD ${path}`);
  return {
    key,
    method,
    answers: head ? ["GET", "HEAD"] : [method],
    path,
    segments: parseTemplate(path),
    parameters: [],
    responses: [],
    security: [],
  };
}
