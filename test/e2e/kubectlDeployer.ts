import { join } from "node:path";
import type { Deployer } from "./deployer.ts";
import { buildImages, writeImageContexts } from "./images.ts";
import { type Project, ROOT } from "./project.ts";
import { run } from "./run.ts";

const CLI = join(ROOT, "cli/understudy.js");

/** Without Pulumi: `understudy image`, Docker, `render` and kubectl, as docs/state.md and the help texts tell. */
export const kubectlDeployer: Deployer = { up: (project) => up(project, []), destroy };

/** The same for stacks with previews and routes, of which the cluster knows more. It is asked for problems first. */
export const clusterDeployer: Deployer = {
  async up(project) {
    const check = [CLI, "cluster", "check", "--stack", project.stack];
    await run(process.execPath, check, { cwd: project.folder });
    await up(project, ["--cluster"]);
  },
  destroy,
};

async function up({ folder, stack }: Project, more: string[]): Promise<void> {
  const cwd = folder;
  const built = await buildImages(folder, await writeImageContexts(folder, stack));
  const images = built.flatMap(({ service, image }) => ["--image", `${service}=${image}`]);
  const render = ["render", "--stack", stack, "--out", "manifests", "--json", ...images, ...more];
  const { files } = JSON.parse(await run(process.execPath, [CLI, ...render], { cwd }));
  await run("kubectl", ["apply", "--server-side", "--recursive", "-f", "manifests"], { cwd });
  for (const { kind, namespace, name } of files) {
    if (kind !== "Deployment") continue;
    const wait = ["rollout", "status", "deployment", name, "-n", namespace, "--timeout=240s"];
    await run("kubectl", wait);
  }
}

async function destroy({ folder }: Project): Promise<void> {
  const options = ["--recursive", "-f", "manifests", "--ignore-not-found", "--timeout=240s"];
  await run("kubectl", ["delete", ...options], { cwd: folder });
}
