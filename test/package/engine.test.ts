import { readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { findEngine } from "../e2e/engine.ts";
import { COMMON_JS, ES_MODULES, LOAD_TEST_YAML, PEERS, URL, YAML } from "./programs.ts";
import { makeProject, run } from "./project.ts";

const engine = await findEngine();
const usable = engine?.plugins.includes("kubernetes") === true;
if (!usable)
  console.log("test:package: no Pulumi CLI with its provider kubernetes; its tests are skipped");

const PLUGIN = "./node_modules/understudy/plugin";

/** Runs a command of Pulumi's in a project, whose state stays there. */
async function pulumi(folder: string, ...args: string[]): Promise<string> {
  const bin = join(engine?.folder ?? "", "bin");
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith("PULUMI_"));
  const env = {
    // Language hosts are looked for there first.
    PATH: [bin, process.env.PATH].join(delimiter),
    ...Object.fromEntries(settings.map(([name, value = ""]) => [name, value])),
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
  };
  const { code, stdout, stderr } = await run(
    folder,
    join(bin, "pulumi"),
    [...args, "--non-interactive"],
    env,
  );
  if (code !== 0) throw new Error(stdout + stderr);
  return stdout;
}

const LINKS = [...PEERS, "@types/node", "typescript"];

test.runIf(usable).each([
  ["a CommonJS program", COMMON_JS],
  ["an ES module", ES_MODULES],
  ["a YAML program", YAML],
])("%s deploys a mock", async (_, files) => {
  const { outputs, rendered } = await deployed(files);
  expect(outputs).toEqual({ url: URL });
  expect(rendered).toEqual([
    "apps_v1-deployment-shop-prism-mock-orders-prism-mock.yaml",
    "networking.istio.io_v1-virtualservice-shop-prism-mock-orders-prism-mock.yaml",
    "v1-configmap-shop-prism-mock-orders-mock.yaml",
    "v1-configmap-shop-prism-mock-shop-prism-mock-engine.yaml",
    "v1-namespace-default-shop-prism-mock.yaml",
    "v1-service-shop-prism-mock-orders-prism-mock.yaml",
    "v1-serviceaccount-shop-prism-mock-shop-prism-mock-account.yaml",
  ]);
});

test.runIf(usable)("a YAML program is told every mistake in its own words", async () => {
  const program = YAML["Pulumi.yaml"]
    .replace("specs/orders.yaml", "specs/odrers.yaml")
    .replace("p95: 90ms", "p95: 90");
  const folder = makeProject({ ...YAML, "Pulumi.yaml": program }, LINKS);
  await pulumi(folder, "stack", "init", "test");
  const { message } = await pulumi(folder, "preview").catch((error) => error);
  expect(message).toContain(
    'MockService "orders": latency.routes["GET /orders/{id}"].p95: expected a duration such as "250ms", received 90.',
  );
  expect(message).toContain('MockService "orders": spec: no such file: specs/odrers.yaml.');
});

test.runIf(usable)("Pulumi reads a schema of every component from the plugin", async () => {
  const folder = makeProject({}, LINKS);
  const { name, resources, types }: Schema = JSON.parse(
    await pulumi(folder, "package", "get-schema", PLUGIN),
  );
  const required = Object.entries(resources).map(([token, { requiredInputs }]) => [
    token.replace("understudy:index:", ""),
    requiredInputs,
  ]);
  expect({ name, required: Object.fromEntries(required) }).toEqual({
    name: "understudy",
    required: {
      IstioLatency: ["host", "spec"],
      LocalIntercept: ["fingerprints", "key", "namespace", "service"],
      MockImage: ["spec"],
      MockService: ["spec"],
      PreviewController: ["github"],
      PreviewGateway: ["apis", "domain", "gateway"],
      PreviewReplica: ["key", "namespace", "service"],
      RoutingClaims: ["issuer"],
      ServiceRouter: ["host"],
    },
  });
  const { inputProperties, properties } = resources["understudy:index:MockService"] ?? {};
  expect(Object.keys(properties ?? {}).sort()).toEqual([
    "curl",
    "host",
    "namespace",
    "substitutions",
    "url",
  ]);
  expect(inputProperties?.namespace).toMatchObject({ type: "string" });
  // What may come from another resource is not plain.
  expect(inputProperties?.namespace?.plain).toBe(undefined);
  expect(types["understudy:index:Delivery"]?.enum).toMatchObject([
    { value: "image" },
    { value: "configMap" },
  ]);
});

interface Schema {
  name: string;
  resources: Record<
    string,
    {
      requiredInputs: string[];
      inputProperties: Record<string, { plain?: boolean }>;
      properties: object;
    }
  >;
  types: Record<string, { enum?: object[] }>;
}

test.runIf(usable)("two mocks of a YAML program share their namespace", async () => {
  const [orders = ""] = / {2}orders:\n.*?(?=outputs:)/s.exec(YAML["Pulumi.yaml"]) ?? [];
  const both = orders + orders.replace("orders:", "returns:");
  const folder = makeProject(
    { ...YAML, "Pulumi.yaml": YAML["Pulumi.yaml"].replace(orders, both) },
    LINKS,
  );
  await pulumi(folder, "stack", "init", "test");
  // With the preview: each of the two operations has a namespace of its own.
  await pulumi(folder, "up", "--yes");
  const rendered = readdirSync(join(folder, "rendered/1-manifest"));
  expect(rendered.filter((file) => /-namespace-|-service-/.test(file)).sort()).toEqual([
    "v1-namespace-default-shop-prism-mock.yaml",
    "v1-service-shop-prism-mock-orders-prism-mock.yaml",
    "v1-service-shop-prism-mock-returns-prism-mock.yaml",
  ]);
});

test.runIf(usable)("a YAML program deploys a load test", async () => {
  const { outputs, rendered } = await deployed(LOAD_TEST_YAML);
  expect(outputs).toEqual({
    start: expect.stringContaining("--from=cronjob/loadtest-setup"),
  });
  expect(rendered).toEqual([
    "batch_v1-cronjob-load-loadtest-cleanup.yaml",
    "batch_v1-cronjob-load-loadtest-setup.yaml",
    "rbac.authorization.k8s.io_v1-role-load-loadtest-sa.yaml",
    "rbac.authorization.k8s.io_v1-rolebinding-load-loadtest-sa.yaml",
    "v1-configmap-load-locust-programs.yaml",
    "v1-configmap-load-locust-properties.yaml",
    "v1-configmap-load-locust-scripts.yaml",
    "v1-namespace-default-load.yaml",
    "v1-serviceaccount-load-loadtest-sa.yaml",
  ]);
});

/** Deploys a program, and returns its outputs and the names of the files that its provider wrote. */
async function deployed(files: Record<string, string>) {
  const folder = makeProject(files, LINKS);
  await pulumi(folder, "stack", "init", "test");
  await pulumi(folder, "up", "--yes", "--skip-preview");
  const outputs: unknown = JSON.parse(await pulumi(folder, "stack", "output", "--json"));
  const rendered = readdirSync(join(folder, "rendered/1-manifest")).map((file) =>
    // Pulumi gives ConfigMaps names of their own.
    file.replace(/-[0-9a-f]{8}\.yaml$/, ".yaml"),
  );
  return { outputs, rendered: rendered.sort() };
}
