/**
 * Measures how a campaign grows: how long `render` takes, `kubectl apply`, and until every mock is ready, for 5 to 50
 * services of 40 operations each. Needs KUBECONFIG; the cluster's current context is used.
 *
 *     node test/e2e/scale.ts [services ...]
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { removeLeftovers } from "./leftovers.ts";
import { ROOT, STACK } from "./project.ts";
import { kubectl, run, seconds } from "./run.ts";
import { createStack } from "./scaleStack.ts";

const CLI = join(ROOT, "cli/understudy.js");

if (process.env.KUBECONFIG === undefined) throw new Error("set KUBECONFIG");
const context = (await kubectl("config", "current-context")).trim();
const counts = process.argv.slice(2).map(Number);
console.log("services  render s  apply s  ready s  delete s");
for (const count of counts.length > 0 ? counts : [5, 20, 50]) await measure(count);

async function measure(count: number): Promise<void> {
  const folder = createStack(count, { context, registry: "none", delivery: "configMap" });
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
