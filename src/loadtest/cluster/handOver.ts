import type { DeploymentSpec } from "kubernetes-types/apps/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { BESIDE } from "../reporterStrategy.ts";
import type { LocustObject } from "./objects.ts";
import type { Place } from "./place.ts";
import { isReporters } from "./removal.ts";

/**
 * Returns an object as it is applied. A reporter whose predecessor has reports on its own disk starts beside it, also if its
 * own are on a claim, or if the manifest was written by hand.
 *
 * @param found what there is of it in the cluster
 */
export function handedOver(
  place: Place,
  object: LocustObject,
  found: { spec?: object } | undefined,
): LocustObject {
  if (object.kind !== "Deployment" || !isReporters(place, object) || !object.spec) return object;
  const before: Partial<DeploymentSpec> = { ...found?.spec };
  const volumes = before.template?.spec?.volumes ?? [];
  const hasClaim = volumes.some((volume) => volume.persistentVolumeClaim !== undefined);
  if (found === undefined || hasClaim) return object;
  return { ...object, spec: { ...object.spec, strategy: BESIDE } };
}

/** Returns whether a pod is a reporter that runs, though it may not be ready: its disk may have reports. */
export function hasReports({ file }: Place, { metadata, status }: Pod): boolean {
  const isRunning = status?.containerStatuses?.some(({ state }) => state?.running) ?? false;
  return metadata?.labels?.app === file.names.reporter && isRunning;
}
