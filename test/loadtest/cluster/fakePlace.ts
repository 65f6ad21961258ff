import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { loadTestNames } from "../../../src/campaign/loadTestNames.ts";
import { connect } from "../../../src/cluster/connection.ts";
import type { Place } from "../../../src/loadtest/cluster/place.ts";
import type { LoadTestFile } from "../../../src/loadtest/loadTestFile.ts";
import { FAKE_CONTEXT, type FakeCluster, fakeCluster } from "../client/fakeCluster.ts";

/** The place of a pod in a stand-in for a cluster, and what it said in its log. */
export interface FakePlace {
  place: Place;
  cluster: FakeCluster;
  said: string[];
}

export const CORE = "/api/v1/namespaces/loadtest";
export const APPS = "/apis/apps/v1/namespaces/loadtest";
export const LABELS = { "understudy.dev/loadtest": "loadtest" };

export async function fakePlace(
  objects: Record<string, object> = {},
  config: Partial<LoadTestFile["config"]> = {},
): Promise<FakePlace> {
  const cluster = await fakeCluster(objects);
  const said: string[] = [];
  const file: LoadTestFile = {
    ...{ format: 1, loadTest: "loadtest", stack: "stg", mocks: [], versions: {} },
    names: loadTestNames({ namespace: "loadtest" }),
    config: {
      ...{ run: {}, headless: false, maxAgeSeconds: 3_600, report: {}, thresholds: {}, allow: [] },
      ...config,
    },
  };
  const place: Place = {
    ...{ file, pod: "this-pod", say: (line) => void said.push(line) },
    kubeConfig: await connect(FAKE_CONTEXT),
  };
  return { place, cluster, said };
}

/** A pod of the load test. */
export function pod(name: string, status: Pod["status"] = {}, metadata: object = {}): Pod {
  return { metadata: { name, namespace: "loadtest", labels: LABELS, ...metadata }, status };
}

export const READY: Pod["status"] = {
  phase: "Running",
  conditions: [{ type: "Ready", status: "True" }],
};

/** A Deployment all of whose pods are ready. */
export function deployment(name: string, replicas = 1, metadata: object = {}): Deployment {
  return {
    ...{ apiVersion: "apps/v1", kind: "Deployment" },
    metadata: { name, namespace: "loadtest", labels: LABELS, generation: 1, ...metadata },
    spec: { replicas, selector: {}, template: {} },
    status: {
      observedGeneration: 1,
      ...{ replicas, updatedReplicas: replicas, readyReplicas: replicas },
    },
  };
}
