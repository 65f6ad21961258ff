/**
 * Measures how the building of images grows: one after the other, and side by side as Pulumi does it. Every service has a
 * document that no builder has seen before, so that its own layer is made and pushed; Node and the engine are there from
 * the first on. Needs UNDERSTUDY_E2E_REGISTRY and Docker.
 *
 *     node test/e2e/scaleImages.ts [services ...]
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildImage, buildImages, layersOf, writeImageContexts } from "./images.ts";
import { seconds } from "./run.ts";
import { createStack } from "./scaleStack.ts";

const registry = process.env.UNDERSTUDY_E2E_REGISTRY;
if (registry === undefined) throw new Error("set UNDERSTUDY_E2E_REGISTRY");
const counts = process.argv.slice(2).map(Number);
// The base and the engine, which every later image has too.
await withStack(1, async (folder) => {
  await buildImages(folder, await writeImageContexts(folder));
});
console.log("services  contexts s  in turn s  side by side s  different layers  bytes each");
for (const count of counts.length > 0 ? counts : [1, 5, 20]) await measure(count);

async function measure(count: number): Promise<void> {
  let inTurn = 0;
  let contexts = 0;
  await withStack(count, async (folder) => {
    const written = await writeImageContexts(folder);
    inTurn = await seconds(async () => {
      for (const context of written) await buildImage(folder, context);
    });
  });
  await withStack(count, async (folder) => {
    contexts = await seconds(() => writeImageContexts(folder));
    const written = await writeImageContexts(folder);
    let layers: { digest: string; size: number }[][] = [];
    const sideBySide = await seconds(async () => {
      const images = await buildImages(folder, written);
      layers = await Promise.all(images.map(({ image }) => layersOf(image)));
    });
    const digests = new Set(layers.flat().map(({ digest }) => digest));
    const own = layers.map((of) => of.at(-1)?.size ?? 0);
    const cells = [
      String(count).padStart(8),
      contexts.toFixed(1).padStart(12),
      inTurn.toFixed(1).padStart(11),
      sideBySide.toFixed(1).padStart(16),
      String(digests.size).padStart(18),
      String(Math.max(...own)).padStart(12),
    ];
    console.log(cells.join(""));
  });
}

async function withStack(count: number, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = createStack(count, {
    context: "none",
    registry: registry ?? "",
    delivery: "image",
  });
  for (let i = 0; i < count; i++) {
    const file = join(folder, `service-${i}.json`);
    const unseen = `"version":"${Date.now()}"`;
    writeFileSync(file, readFileSync(file, "utf8").replace('"version":"1"', unseen));
  }
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
