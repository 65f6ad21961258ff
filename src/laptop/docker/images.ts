import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAsset } from "../../asset.ts";
import { networkBundle } from "./bundle.ts";
import { docker } from "./docker.ts";

/**
 * Has the images that a container in the cluster's network needs, before anything is made.
 *
 * @param image the user's
 * @param base with Node; the network's image is made from it, once
 * @param say tells the user something that takes its time, in one line
 * @returns the network's image
 * @throws {UserError} when Docker is not there, or has no such image
 */
export async function prepareImages(
  image: string,
  base: string,
  say: (line: string) => void,
): Promise<string> {
  await docker(["version", "--format", "{{.Server.Version}}"]);
  if (!(await isThere(image))) {
    say(`Pulling ${image}.`);
    await docker(["pull", "--quiet", image]);
  }
  const dockerfile = readAsset("laptop/docker/Dockerfile");
  const program = networkBundle();
  const hash = createHash("sha256").update(JSON.stringify([base, dockerfile, program]));
  const network = `understudy-network:${hash.digest("hex").slice(0, 16)}`;
  if (!(await isThere(network))) {
    say(`Building ${network} from ${base}, once: it gives containers the cluster's network.`);
    await build(network, base, { Dockerfile: dockerfile, "inside.mjs": program });
  }
  return network;
}

async function build(tag: string, base: string, files: Record<string, string>): Promise<void> {
  const context = mkdtempSync(join(tmpdir(), "understudy-image-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(context, name), text);
    // With the machine's network the build has its DNS and its VPN, too.
    const args = ["--network=host", "--build-arg", `BASE=${base}`, "--tag", tag, context];
    // The daemon's own builder, which is named as the context: another one would not leave the image there.
    const BUILDX_BUILDER = await docker(["context", "show"]);
    await docker(["build", ...args], { BUILDX_BUILDER });
  } finally {
    rmSync(context, { recursive: true });
  }
}

async function isThere(image: string): Promise<boolean> {
  return docker(["image", "inspect", "--format", "{{.Id}}", image]).then(
    () => true,
    () => false,
  );
}
