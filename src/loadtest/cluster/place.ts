import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { labelQuery } from "../../cluster/listObjects.ts";
import type { LoadTestFile } from "../loadTestFile.ts";
import { LOADTEST_FILE, LOADTEST_LABEL } from "../places.ts";

/** Where a job or the reporter runs, and what it knows. */
export interface Place {
  kubeConfig: KubeConfig;
  file: LoadTestFile;
  /** Name of this pod. */
  pod: string;
  /** Says something in the log. */
  say(line: string): void;
}

/** Returns the place of this pod, from the folder of its program and its ServiceAccount. */
export async function thisPlace(programFolder: string): Promise<Place> {
  const { KubeConfig } = await import("../../cluster/kubernetesClient.ts");
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromCluster();
  const file: LoadTestFile = JSON.parse(readFileSync(join(programFolder, LOADTEST_FILE), "utf8"));
  return { kubeConfig, file, pod: hostname(), say };
}

/** Returns the query for everything that `loadtest-setup` made. */
export function ownSelector({ file }: Place): string {
  return labelQuery({ [LOADTEST_LABEL]: file.loadTest });
}

/** People read the log in consoles that show no time. */
function say(line: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
}
