import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, STACK } from "./project.ts";
import { run } from "./run.ts";

/** What `understudy image` prints about one image. */
export interface ImageContext {
  service: string;
  repository: string;
  /** File that Docker writes the digest into. */
  metadata: string;
  command: string[];
}

/** An image in the registry, by its digest. */
export interface BuiltImage {
  service: string;
  image: string;
}

/** Writes what the images of the stack in a folder are built from. */
export async function writeImageContexts(folder: string, stack = STACK): Promise<ImageContext[]> {
  const cli = join(ROOT, "cli/understudy.js");
  const printed = await run(process.execPath, [cli, "image", "--stack", stack, "--json"], {
    cwd: folder,
  });
  const { images }: { images: ImageContext[] } = JSON.parse(printed);
  return images;
}

/** Builds and pushes images side by side, as Pulumi does. */
export function buildImages(folder: string, contexts: ImageContext[]): Promise<BuiltImage[]> {
  return Promise.all(contexts.map((context) => buildImage(folder, context)));
}

export async function buildImage(folder: string, context: ImageContext): Promise<BuiltImage> {
  const [program = "", ...args] = context.command;
  await run(program, args, { cwd: folder });
  const written: Record<string, unknown> = JSON.parse(
    readFileSync(join(folder, context.metadata), "utf8"),
  );
  const image = `${context.repository}@${written["containerimage.digest"]}`;
  return { service: context.service, image };
}

/** A layer as the registry has it, compressed. */
export interface Layer {
  digest: string;
  /** Bytes. */
  size: number;
}

/** The layers of an image in the registry, the base's first. */
export async function layersOf(image: string): Promise<Layer[]> {
  const inspect = ["buildx", "imagetools", "inspect", "--raw", image];
  const manifest: { layers?: Layer[]; manifests?: { digest: string }[] } = JSON.parse(
    await run("docker", inspect),
  );
  // Builders that attach attestations to an image push a list. The image itself comes first.
  const [first] = manifest.manifests ?? [];
  if (first !== undefined) return layersOf(`${image.split("@")[0]}@${first.digest}`);
  return (manifest.layers ?? []).map(({ digest, size }) => ({ digest, size }));
}
