import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { buildImages, type Layer, layersOf, writeImageContexts } from "./images.ts";
import { createProject, type Project } from "./project.ts";

const registry = inject("registry");

describe.runIf(registry !== "")("the images of a campaign, in the registry", () => {
  let project: Project;

  beforeAll(() => {
    project = createProject({ context: "none", delivery: "image", registry });
  });

  afterAll(() => project.remove());

  test("have all layers in common but the last, which is small", async () => {
    const layers = await built();
    const [common] = layers.map((of) => of.slice(0, -1));
    expect(common).toHaveLength(2);
    expect(layers.map((of) => of.slice(0, -1))).toEqual([common, common, common]);
    const own = layers.flatMap((of) => of.slice(-1));
    expect(new Set(own.map(({ digest }) => digest)).size).toBe(3);
    for (const { size } of own) expect(size).toBeLessThan(20_000);
  });

  test("change in the last layer alone with a service's document, and in no other service's image", async () => {
    const before = await built();
    project.edit("specs/payments.yaml", "JPY: 174", "JPY: 201");
    const after = await built();
    const changed = after.map((of, i) =>
      of.map(({ digest }, j) => digest !== before[i]?.[j]?.digest),
    );
    expect(changed).toEqual([
      [false, false, false],
      [false, false, true],
      [false, false, false],
    ]);
  });

  test("are an error that names the registry when it is away, and the next build finishes", async () => {
    const away = createProject({ context: "none", delivery: "image", registry: "localhost:1" });
    const build = async () => buildImages(away.folder, await writeImageContexts(away.folder));
    await expect(build()).rejects.toThrow(/localhost:1\b.*connection refused/);
    away.edit("Pulumi.e2e.yaml", "registry: localhost:1", `registry: ${registry}`);
    const images = await build();
    expect(images.map(({ service }) => service)).toEqual(["catalog", "payments", "users"]);
    away.remove();
  });

  async function built(): Promise<Layer[][]> {
    const contexts = await writeImageContexts(project.folder);
    expect(contexts.map(({ service }) => service)).toEqual(["catalog", "payments", "users"]);
    const images = await buildImages(project.folder, contexts);
    return Promise.all(images.map(({ image }) => layersOf(image)));
  }
});
