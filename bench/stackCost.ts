/**
 * Measures what a stack costs Pulumi: its state, and the processor time of `up`, of a second `up` without changes, and of
 * `destroy`, engine and provider included. The services have 40 operations each and are delivered by ConfigMap. Needs
 * Pulumi's CLI with its Kubernetes provider, and KUBECONFIG; the cluster's current context is used. Many mocks need many
 * pods, unless they share them.
 *
 *     node bench/stackCost.ts [--shared] [services ...]
 */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { formatTable } from "../src/textTable.ts";
import { findEngine, stateIn } from "../test/e2e/engine.ts";
import { stackOf } from "../test/e2e/engineDeployer.ts";
import { STACK } from "../test/e2e/project.ts";
import { createStack } from "../test/e2e/scaleStack.ts";

const { values, positionals } = parseArgs({
  options: { shared: { type: "boolean", default: false } },
  allowPositionals: true,
});
const engine = await findEngine();
if (engine === undefined || process.env.KUBECONFIG === undefined) {
  throw new Error("needs Pulumi's CLI with its provider kubernetes, and KUBECONFIG");
}
const cli = join(engine.folder, "bin/pulumi");
const context = execFileSync("kubectl", ["config", "current-context"], { encoding: "utf8" }).trim();
const counts = positionals.length > 0 ? positionals.map(Number) : [5, 50];

const rows = [];
for (const count of counts) rows.push(await measure(count, engine.folder));
const [first] = rows;
const ratios = rows.map(({ cpu }) => cpu.map((seconds, i) => seconds / (first?.cpu[i] ?? 1)));
const head = ["services", "state", "a service", "up", "up again", "destroy"];
const cells = rows.map(({ count, bytes, each, cpu }, row) => [
  String(count),
  `${Math.round(bytes / 1000)} KB`,
  `${(each / 1000).toFixed(1)} KB`,
  ...cpu.map((seconds, i) => `${seconds.toFixed(1)} s (${ratios[row]?.[i]?.toFixed(1)} ×)`),
]);
console.log(formatTable([head, ...cells], [0]));

async function measure(count: number, folderOfEngine: string) {
  const folder = createStack(count, { context, registry: "none", delivery: "configMap" });
  if (values.shared) share(join(folder, `Pulumi.${STACK}.yaml`));
  try {
    // Makes the stack, and copies the program beside its documents.
    const stack = await stackOf({ folder, stack: STACK }, folderOfEngine);
    const up = secondsOf(folder, "up", "--skip-preview");
    const { deployment } = await stack.exportStack();
    const bytes = JSON.stringify(deployment).length;
    const server = deployment.resources.filter(({ urn }: { urn: string }) => /-engine$/.test(urn));
    const each = (bytes - JSON.stringify(server).length) / count;
    const again = secondsOf(folder, "up", "--skip-preview");
    return { count, bytes, each, cpu: [up, again, secondsOf(folder, "destroy", "--skip-preview")] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function share(file: string): void {
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace("    latency:", "    pods: shared\n    latency:"));
}

/** Runs a command of Pulumi's, and returns the processor time of all its processes in seconds. */
function secondsOf(folder: string, ...args: string[]): number {
  // The shell's `times` counts children of children, which Node does not.
  const script = '"$@" >&2 && times';
  const command = [cli, ...args, "--yes", "--non-interactive", "--stack", STACK];
  const env = {
    ...process.env,
    ...stateIn(join(folder, "state")),
  };
  const times = execFileSync("bash", ["-c", script, "bash", ...command], {
    cwd: folder,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const children = times.trim().split("\n").at(-1) ?? "";
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}
