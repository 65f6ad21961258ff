import type { BuildConfig } from "./buildConfig.ts";
import type { NodeSelectorTerm, Quantities } from "./podTerms.ts";
import type { Registry } from "./registry.ts";

/** One load test of a stack, with all defaults filled in. */
export interface LoadTestConfig {
  /** Its place in the stack, for problems that are found later: `Pulumi.stg.yaml: loadtests[0]`. */
  where?: string;
  /** Stands before the names of all objects. The first load test of a stack needs none: its names have no prefix. */
  name?: string;
  namespace: string;
  /** If false, the namespace exists already and stays. */
  createNamespace: boolean;
  /** Folder with the scripts, from the project's root: `loadtest`. */
  scripts: string;
  /** The script that runs, a path in that folder: `script.py`. `LOCUST_SCRIPT` when the stack is new. */
  script: string;
  /** `WORKER_NUM` when the stack is new. */
  workers: number;
  /** Address of the service under test, Locust's `--host`: `http://orders.shop`. */
  host?: string;
  /** The service under test, whose calls the leak guard checks and whose pods the sizing measures. */
  service?: { name: string; namespace: string };
  /** Address of the Prometheus that has its CPU, without a password. */
  prometheus?: string;
  /** Route key that the generated script sends, as header and as baggage. */
  key?: string;
  /** What a run does unless the command says otherwise. A run of the CronJobs' button needs `users` and `runTime`. */
  run: RunPlan;
  /** One click on `loadtest-setup` is a whole run: load, report, verdict, removal. */
  headless: boolean;
  /** A cluster of Locust that is older is removed, in seconds. */
  maxAgeSeconds: number;
  images: LoadTestImages;
  /** Names of Secrets of kind `kubernetes.io/dockerconfigjson` in the namespace. */
  pullSecrets: string[];
  /** Environment from `locust-secrets`: its values, or the name of a Secret that exists. */
  secrets: { values: Record<string, string> } | { existing: string };
  master: LocustRole;
  worker: LocustRole;
  /** Whether workers have Istio's sidecar, so that delays and keys of the mesh act on their requests. */
  sidecar: boolean;
  istio: { enabled: boolean; revision: "auto" | "none" | (string & {}) };
  /** A host at an Istio Gateway (`namespace/name`) that leads to the dashboard. */
  expose?: Expose;
  report: ReportStore;
  /** Annotations of the ServiceAccount, by which clouds give it a role: `eks.amazonaws.com/role-arn`. */
  serviceAccountAnnotations?: Record<string, string>;
  /** By route name (`GET /orders/{orderId}`, or a name that the script gives), and `all` for all requests together. */
  thresholds: Record<string, RouteThreshold>;
  /** Hosts that the service under test may call although no mock stands there. */
  allow: string[];
  /** Hosts that no load test may use as its target. */
  deny: string[];
  timeout: string;
}

export interface RunPlan {
  users?: number;
  /** Users that start in a second. */
  spawnRate?: number;
  runTimeSeconds?: number;
  /** In place of `users` and `runTimeSeconds`. */
  stages?: Stage[];
  /** Tasks with one of these tags alone. */
  tags?: string[];
}

/** A part of a run: the number of users goes to `users`, and stays until `seconds` are over. */
export interface Stage {
  users: number;
  seconds: number;
}

export interface LoadTestImages {
  registry: Registry;
  locust: { image: string } | { build: LocustBuild };
  /** Runs the CronJobs and the reporter: any image with Node 20 or newer on its path. */
  jobs: { image: string } | { build: { base: string } };
  platforms: BuildConfig["platforms"];
  builder?: BuildConfig["builder"];
}

export interface LocustBuild {
  /** An image with Python 3.10 or newer, or with apt-get. */
  base: string;
  /** Version of Locust. */
  locust: string;
  /** Requirements as pip reads them: `faker==37.0.0`. */
  packages: string[];
}

/** What the pods of one role have beside Locust. Kubernetes' own words. */
export interface LocustRole {
  resources: { limits?: Partial<Quantities>; requests?: Partial<Quantities> };
  nodeSelector: Record<string, string>;
  nodeAffinity: NodeSelectorTerm[];
  tolerations: Toleration[];
  priorityClass?: string;
  env: Record<string, string>;
  /** Volumes as in a pod, with the path where each is mounted. */
  volumes: MountedVolume[];
}

export interface Toleration {
  key?: string;
  operator?: "Exists" | "Equal";
  value?: string;
  effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

export interface MountedVolume {
  path: string;
  readOnly: boolean;
  configMap?: string;
  secret?: string;
  claim?: string;
}

export interface Expose {
  host: string;
  /** `namespace/name` of a Gateway that exists, or of the one that `create` makes. */
  gateway: string;
  create?: {
    /** Labels of the ingress gateway's pods. */
    selector: Record<string, string>;
    /** Secret with the certificate for `host`, in the ingress gateway's namespace. Without it there is only HTTP. */
    tlsSecret?: string;
  };
  /** `/` or the path below which the dashboard is: `/locust`. */
  path: string;
}

/** Where reports are kept. With none of them, a report lies in the reporter's pod until the clean-up. */
export interface ReportStore {
  /** A PersistentVolumeClaim in the namespace. */
  claim?: string;
  /** `s3://bucket/prefix` or `gs://bucket/prefix`. */
  bucket?: string;
  /** Of an S3 bucket. */
  region?: string;
  /** Address of a server that speaks S3, in place of AWS'. */
  endpoint?: string;
  /**
   * Name of a Secret in the namespace with credentials for the bucket, if the ServiceAccount has no role: its keys are the
   * reporter's variables (`AWS_ACCESS_KEY_ID`), but `key.json` is a file that `GOOGLE_APPLICATION_CREDENTIALS` names.
   */
  secret?: string;
}

/** Limits of one route. A run passes if it keeps all of them. */
export interface Threshold {
  /** Greatest latencies in milliseconds. */
  p50?: number;
  p95?: number;
  p99?: number;
  max?: number;
  /** Greatest share of failed requests: 0.01. */
  failures?: number;
  /** Fewest requests a second. */
  rate?: number;
  /** Fewest requests. */
  requests?: number;
}

export interface RouteThreshold extends Threshold {
  /** Limits of single stages, by their place in `--stages`, from 1. */
  stages?: Record<number, Threshold>;
}
