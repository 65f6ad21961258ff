import type { ConfigMap } from "kubernetes-types/core/v1.d.ts";
import type { Problem } from "../../problem.ts";
import { fillSlots } from "../../slots.ts";
import { editWarnings, keepEdits } from "./handEdits.ts";
import type { LoadTestObjects, PlannedLoadTest } from "./loadTestObjects.ts";
import { manifestText } from "./manifestText.ts";

/** Images by their slots. */
export interface LoadTestImageRefs {
  locustImage: string;
  jobsImage: string;
}

/** The ConfigMaps in the cluster that people edit; each is undefined if there is none, or if it is unknown. */
export interface LiveLoadTest {
  properties?: ConfigMap | undefined;
  scripts?: ConfigMap | undefined;
}

type Filled = Pick<LoadTestObjects, "properties" | "scripts">;

/** Returns the ConfigMaps that people edit, with the manifest's images and the edits in the cluster. */
export function editedConfigMaps(
  { objects, manifest }: Pick<PlannedLoadTest, "objects" | "manifest">,
  images: LoadTestImageRefs,
  live: LiveLoadTest = {},
): Filled & { warnings: Problem[] } {
  const locustManifest = manifestText(fillSlots(manifest, { ...images }));
  const properties = keepEdits(fillSlots(objects.properties, { locustManifest }), live.properties);
  const scripts = keepEdits(objects.scripts, live.scripts);
  return {
    properties: properties.configMap,
    scripts: scripts.configMap,
    warnings: [properties, scripts].flatMap(({ edits, configMap }) =>
      editWarnings(edits, configMap),
    ),
  };
}

/** Returns all objects of a load test with its images. */
export function filledObjects(
  planned: PlannedLoadTest,
  images: LoadTestImageRefs,
): LoadTestObjects {
  const { warnings: _, ...configMaps } = editedConfigMaps(planned, images);
  return { ...fillSlots(planned.objects, { ...images }), ...configMaps };
}

/** Returns the images that the stack names, or undefined for those that are built. */
export function givenImages({ config: { images } }: Pick<PlannedLoadTest, "config">): {
  locustImage: string | undefined;
  jobsImage: string | undefined;
} {
  const { locust, jobs } = images;
  return {
    locustImage: "image" in locust ? locust.image : undefined,
    jobsImage: "image" in jobs ? jobs.image : undefined,
  };
}
