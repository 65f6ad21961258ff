import type { CronJob } from "kubernetes-types/batch/v1.d.ts";
import type { ConfigMap, Namespace, Secret } from "kubernetes-types/core/v1.d.ts";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import { type LoadTestNames, loadTestNames } from "../../campaign/loadTestNames.ts";
import type { Problem } from "../../problem.ts";
import type { KubernetesObject } from "../common/kubernetesObject.ts";
import { revisionLabel } from "../common/revisionLabel.ts";
import { type AccountObjects, accountObjects } from "./account.ts";
import {
  programsConfigMap,
  propertiesConfigMap,
  scriptsConfigMap,
  secretsOf,
} from "./configMaps.ts";
import { cronJob } from "./cronJobs.ts";
import { type ExposeObjects, exposeObjects } from "./exposeObjects.ts";
import { type AroundLoadTest, loadTestFileOf } from "./loadTestFileOf.ts";
import { loadTestLabels } from "./loadTestLabels.ts";
import { loadTestWarnings } from "./loadTestWarnings.ts";
import { masterPod, masterServices } from "./masterObjects.ts";
import { reporterDeployment, reporterService } from "./reporterObjects.ts";
import { workerDeployment } from "./workerDeployment.ts";

/** What a load test's objects are made from, in addition to its settings. */
export interface LoadTestContext extends AroundLoadTest {
  /** What `istio.revision: auto` resolved to in this cluster, or empty if unknown. */
  revision: string;
  scripts: { data: Record<string, string>; binaryData: Record<string, string> };
  /** Returns the program of the jobs and the Python files. Without it their ConfigMap is left out. */
  programs?: () => { bundle: string; python: Record<string, string> };
}

/**
 * The objects of one load test. Texts that are known only later are slots: `jobsImage` in the CronJobs and the manifest,
 * `locustImage` in the manifest, and `locustManifest` in the properties.
 */
export interface LoadTestObjects extends AccountObjects, ExposeObjects {
  /** Undefined if the namespace exists already. */
  namespace?: Namespace;
  scripts: ConfigMap;
  properties: ConfigMap;
  programs?: ConfigMap;
  secret?: Secret;
  setup: CronJob;
  cleanup: CronJob;
}

/** A load test and what is declared for it. */
export interface PlannedLoadTest {
  config: LoadTestConfig;
  names: LoadTestNames;
  objects: LoadTestObjects;
  /** What `loadtest-setup` makes, for `manifestText`. The stack does not declare them. */
  manifest: KubernetesObject[];
  warnings: Problem[];
}

export function loadTestObjects(config: LoadTestConfig, context: LoadTestContext): PlannedLoadTest {
  const names = loadTestNames(config);
  const { revision, scripts, programs } = context;
  const file = () => loadTestFileOf(config, names, context);
  const secret = secretsOf(config, names);
  return {
    config,
    names,
    objects: {
      ...(config.createNamespace && { namespace: loadTestNamespace(config, revision) }),
      ...accountObjects(config, names),
      scripts: scriptsConfigMap(names, scripts),
      properties: propertiesConfigMap(config, names),
      ...(programs && { programs: programsConfigMap(names, { ...programs(), file: file() }) }),
      ...(secret && { secret }),
      setup: cronJob(config, names, "setup"),
      cleanup: cronJob(config, names, "cleanup"),
      ...exposeObjects(config, names),
    },
    manifest: [
      ...masterServices(names),
      reporterService(names),
      masterPod(config, names),
      workerDeployment(config, names, revision),
      reporterDeployment(config, names),
    ],
    warnings: loadTestWarnings(config, context.mocks),
  };
}

function loadTestNamespace(config: LoadTestConfig, revision: string): Namespace {
  const { app: _, ...labels } = loadTestLabels("");
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: config.namespace,
      labels: { ...labels, ...(config.sidecar && revisionLabel(config, revision)) },
    },
  };
}
