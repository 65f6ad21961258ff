/**
 * Measures how a campaign grows: how long `render` takes, `kubectl apply`, and until every mock is ready, for 5 to 50
 * services of 40 operations each. Needs KUBECONFIG; the cluster's current context is used.
 *
 *     node test/e2e/scale.ts [services ...]
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeLeftovers } from "./leftovers.ts";
import { ROOT, STACK } from "./project.ts";
import { kubectl, run } from "./run.ts";

const OPERATIONS = 40;
const ID = { name: "id", in: "path", required: true, schema: { type: "integer" } };
const OPERATION = {
  responses: {
    200: {
      description: "ok",
      content: {
        "application/json": {
          schema: {
            type: "object",
            required: ["id", "name"],
            properties: { id: { type: "integer" }, name: { type: "string" } },
          },
        },
      },
    },
  },
};

const CLI = join(ROOT, "cli/understudy.ts");

if (process.env.KUBECONFIG === undefined) throw new Error("set KUBECONFIG");
const context = (await kubectl("config", "current-context")).trim();
const counts = process.argv.slice(2).map(Number);
console.log("services  render s  apply s  ready s  delete s");
for (const count of counts.length > 0 ? counts : [5, 20, 50]) await measure(count);

async function measure(count: number): Promise<void> {
  const folder = createStack(count);
  const cwd = folder;
  try {
    const render = [CLI, "render", "--stack", STACK, "--out", "manifests"];
    const times = [
      await seconds(() => run(process.execPath, render, { cwd })),
      await seconds(() =>
        run("kubectl", ["apply", "--server-side", "--recursive", "-f", "manifests"], { cwd }),
      ),
      await seconds(() =>
        kubectl(
          ...["wait", "--for=condition=Available", "deployments", "-n", `shop-${STACK}-prism-mock`],
          ...["-l", `app.kubernetes.io/part-of=${STACK}`, "--timeout=600s"],
        ),
      ),
      await seconds(removeLeftovers),
    ];
    const cells = times.map((time, i) => time.toFixed(1).padStart([10, 9, 9, 10][i] ?? 0));
    console.log(`${String(count).padStart(8)}${cells.join("")}`);
  } finally {
    rmSync(folder, { recursive: true });
    await removeLeftovers();
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function createStack(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), "understudy-scale-"));
  const names = Array.from({ length: count }, (_, i) => `service-${i}`);
  for (const name of names) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(documentOf(name)));
  }
  writeFileSync(
    join(folder, `Pulumi.${STACK}.yaml`),
    `config:
  understudy:kubeContext: ${context}
  understudy:defaults:
    namespace: shop
    campaign: ${STACK}
    istio: false
    registry: none
    delivery: configMap
    resources: { requests: { cpu: 10m, memory: 32Mi } }
    latency: { inject: mock, default: { p50: 20ms, p95: 120ms } }
  understudy:services:
${names.map((name) => `    - { name: ${name}, spec: ${name}.json }\n`).join("")}`,
  );
  return folder;
}

/** Half of the operations have a path parameter, as documents do. */
function documentOf(title: string): object {
  const paths = Array.from({ length: OPERATIONS / 2 }, (_, i) => [
    [`/things-${i}`, { get: OPERATION }],
    [`/things-${i}/{id}`, { get: OPERATION, parameters: [ID] }],
  ]).flat();
  return { openapi: "3.1.0", info: { title, version: "1" }, paths: Object.fromEntries(paths) };
}
