import { expect } from "vitest";
import { getObjects, kubectl } from "../e2e/run.ts";
import { MESH_STACK } from "./meshProject.ts";

const NAMESPACE = `shop-${MESH_STACK}-prism-mock`;

/** Returns what a verification's Job has logged. A program that tells its progress can be ended, too. */
export async function progressOfJob(): Promise<string> {
  const logs = ["logs", "-n", NAMESPACE, "-l", "batch.kubernetes.io/job-name", "-c", "verify"];
  // The container may not have started yet.
  return kubectl(...logs).catch(() => "");
}

/** Returns how many Jobs there are, whether their pods have started or not. */
export async function jobs(): Promise<number> {
  return (await getObjects("jobs", "-n", NAMESPACE)).length;
}

/** Returns what is left of the Job once the cluster has removed what belongs to it. */
export async function leftoversOfJob(): Promise<string[]> {
  const names = async () => {
    const objects = await getObjects("jobs,pods,configmaps", "-n", NAMESPACE);
    return objects.map(({ metadata }) => metadata.name).filter((name) => name.includes("verify"));
  };
  await expect.poll(names, { interval: 1_000 }).toEqual([]);
  return names();
}
