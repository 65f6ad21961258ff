import { join } from "node:path";
import type { Deployer } from "./deployer.ts";
import { buildImages, writeImageContexts } from "./images.ts";
import { ROOT, STACK } from "./project.ts";
import { run } from "./run.ts";

const CLI = join(ROOT, "cli/understudy.js");

/** Without Pulumi: `understudy image`, Docker, `render` and kubectl, as docs/state.md and the help texts tell. */
export const kubectlDeployer: Deployer = {
  async up({ folder }) {
    const cwd = folder;
    const built = await buildImages(folder, await writeImageContexts(folder));
    const images = built.flatMap(({ service, image }) => ["--image", `${service}=${image}`]);
    const render = ["render", "--stack", STACK, "--out", "manifests", "--json", ...images];
    const { files } = JSON.parse(await run(process.execPath, [CLI, ...render], { cwd }));
    await run("kubectl", ["apply", "--server-side", "--recursive", "-f", "manifests"], { cwd });
    for (const { kind, namespace, name } of files) {
      if (kind !== "Deployment") continue;
      const wait = ["rollout", "status", "deployment", name, "-n", namespace, "--timeout=120s"];
      await run("kubectl", wait);
    }
  },
  async destroy({ folder }) {
    const options = ["--recursive", "-f", "manifests", "--ignore-not-found", "--timeout=120s"];
    await run("kubectl", ["delete", ...options], { cwd: folder });
  },
};
