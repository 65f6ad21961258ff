import { ORDERS } from "./project.ts";

/** Packages that programs with components need in addition to this one. */
export const PEERS = ["@pulumi/pulumi", "@pulumi/kubernetes"];

/** Address of the mock that each program declares. */
export const URL = "http://orders-prism-mock.shop-prism-mock.svc.cluster.local";

/** Declares one mock; the provider writes its objects into `rendered/`, so that no cluster is needed. */
export const PROGRAM = `import * as kubernetes from "@pulumi/kubernetes";
import { MockService, type MockServiceArgs } from "understudy";

const provider = new kubernetes.Provider("cluster", { renderYamlToDirectory: "rendered" });
const args: MockServiceArgs = {
  spec: "specs/orders.yaml",
  namespace: "shop",
  delivery: "configMap",
  latency: { routes: { "GET /orders/{id}": { p95: "90ms" } } },
};
const orders = new MockService("orders", args, { provider });
export const url = orders.url;
`;

const COMPILER = { target: "ES2022", strict: true, types: ["node"] };

/** A program as Pulumi's template makes it: its runner compiles it to CommonJS. */
export const COMMON_JS = {
  "Pulumi.yaml": "{ name: shop, runtime: nodejs }",
  "specs/orders.yaml": ORDERS,
  "index.ts": PROGRAM,
  "package.json": '{ "name": "shop", "main": "index.ts" }',
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      ...COMPILER,
      module: "commonjs",
      moduleResolution: "node",
      // TypeScript 6 deprecates these options, but programs use them.
      ignoreDeprecations: "6.0",
    },
    files: ["index.ts"],
  }),
};

/** A program of ES modules, which Node runs as it is. */
export const ES_MODULES = {
  ...COMMON_JS,
  "Pulumi.yaml": "{ name: shop, runtime: { name: nodejs, options: { typescript: false } } }",
  "package.json": '{ "name": "shop", "type": "module", "main": "index.ts" }',
  "tsconfig.json": JSON.stringify({
    compilerOptions: { ...COMPILER, module: "nodenext" },
    files: ["index.ts"],
  }),
};

/** A program without a language of its own: Pulumi starts the plugin of the package for it. */
export const YAML = {
  "specs/orders.yaml": ORDERS,
  "Pulumi.yaml": `name: shop
runtime: yaml
packages: { understudy: ./node_modules/understudy/plugin }
resources:
  provider:
    type: pulumi:providers:kubernetes
    properties: { renderYamlToDirectory: rendered }
  orders:
    type: understudy:index:MockService
    properties:
      spec: specs/orders.yaml
      namespace: shop
      delivery: configMap
      latency: { routes: { "GET /orders/{id}": { p95: 90ms } } }
    options: { providers: ["\${provider}"] }
outputs: { url: "\${orders.url}" }
`,
};

/** A load test in such a program. */
export const LOAD_TEST_YAML = {
  "loadtest/script.py": "print()\n",
  "Pulumi.yaml": `name: shop
runtime: yaml
packages: { understudy: ./node_modules/understudy/plugin }
resources:
  provider:
    type: pulumi:providers:kubernetes
    properties: { renderYamlToDirectory: rendered }
  checkout:
    type: understudy:index:LoadTest
    properties:
      namespace: load
      workers: 4
      host: http://orders.shop
      images: { locust: { image: example.com/locust:1 }, jobs: { image: example.com/node:1 } }
    options: { providers: ["\${provider}"] }
outputs: { start: "\${checkout.start}" }
`,
};
