import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployer } from "./deployer.ts";
import { ROOT, STACK } from "./project.ts";
import { run } from "./run.ts";

const CLI = join(ROOT, "cli/understudy.ts");

/** Without Pulumi: `understudy image`, Docker, `render` and kubectl, as docs/state.md and the help texts tell. */
export const kubectlDeployer: Deployer = {
  async up({ folder }) {
    const cwd = folder;
    const images = (await buildImages(folder)).flatMap((image) => ["--image", image]);
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

/** Builds and pushes every image of the stack; resolves to `<service>=<image>` of each. */
async function buildImages(folder: string): Promise<string[]> {
  const printed = await run(process.execPath, [CLI, "image", "--stack", STACK, "--json"], {
    cwd: folder,
  });
  const {
    images,
  }: { images: { service: string; repository: string; metadata: string; command: string[] }[] } =
    JSON.parse(printed);
  return Promise.all(
    images.map(async ({ service, repository, metadata, command: [program = "", ...args] }) => {
      await run(program, args, { cwd: folder });
      const digests: Record<string, unknown> = JSON.parse(
        readFileSync(join(folder, metadata), "utf8"),
      );
      return `${service}=${repository}@${digests["containerimage.digest"]}`;
    }),
  );
}
