import type { Input } from "@pulumi/pulumi";
import type { BuilderArgs, RegistryArgs } from "./imageArgs.ts";
import type { IstioArgs } from "./istioArgs.ts";
import type { LoadTestRoleArgs } from "./loadTestRoleArgs.ts";
import type { LoadTestRunArgs, ThresholdArgs } from "./loadTestRunArgs.ts";
import type { GatewayCreateArgs } from "./previewGateway.ts";

// Words of a stack's load test.

/** What a load test is made of. Everything has a default. */
export interface LoadTestArgs {
  /**
   * Stands before the names of all objects: `checkout-locust-master`.
   * @default the names have no prefix
   * @example "checkout"
   */
  name?: string;
  /**
   * Namespace of all objects.
   * @default "loadtest"
   */
  namespace?: string;
  /**
   * Whether the namespace is made. `false`: it exists already and stays.
   * @default true
   */
  createNamespace?: boolean;
  /**
   * Folder with the scripts, from the folder of the program.
   * @default "loadtest"
   */
  scripts?: string;
  /**
   * The script that runs, a path in that folder: `LOCUST_SCRIPT` in `locust-properties`.
   * @default "script.py"
   */
  script?: string;
  /**
   * Number of workers: `WORKER_NUM` in `locust-properties`.
   * @default 3
   */
  workers?: number;
  /**
   * Address of the service under test.
   * @default as the script, the command or the dashboard says
   * @example "http://orders.shop"
   */
  host?: string;
  /**
   * The service under test as `service.namespace`: its calls are guarded, its pods are measured.
   * @default none
   * @example "orders.shop"
   */
  service?: string;
  /**
   * A Prometheus, or a server with its API, that has the CPU of the service under test: its address for pods. Its keys are
   * variables of the reporter (`report.secret`).
   * @default the metrics API, or the kubelets
   * @example "http://prometheus.monitoring:9090"
   */
  prometheus?: string;
  /**
   * Route key that generated scripts send.
   * @default none
   * @example "pr-12"
   */
  key?: string;
  /** What a run does, unless a command says otherwise. */
  run?: LoadTestRunArgs;
  /**
   * Whether one click on `loadtest-setup` is a whole run: load, report, verdict, removal. It needs users and a run time.
   * @default false
   */
  headless?: boolean;
  /**
   * A cluster of Locust that is older is removed.
   * @default "12h"
   */
  maxAge?: string;
  /** Images of the pods. */
  images?: LoadTestImagesArgs;
  /**
   * Secrets of the namespace with logins of private registries.
   * @default none
   * @example ["registry-login"]
   */
  pullSecrets?: string[];
  /**
   * Environment of master and workers, in the Secret `locust-secrets`.
   * @default none
   * @example { API_TOKEN: config.requireSecret("apiToken") }
   */
  secrets?: Record<string, Input<string>>;
  /**
   * A Secret of the namespace that exists, in place of `secrets`.
   * @default none
   * @example "locust-secrets"
   */
  existingSecret?: string;
  /** The pod of Locust's master. */
  master?: LoadTestRoleArgs;
  /** The pods of Locust's workers. */
  worker?: LoadTestRoleArgs;
  /**
   * Whether workers have Istio's sidecar, which makes the delays of mocks with `inject: mesh`.
   * @default true with Istio
   * @example false
   */
  sidecar?: boolean;
  /** What Istio does for the workers. */
  istio?: IstioArgs;
  /**
   * Leads a host at an Istio Gateway to the dashboard.
   * @default none
   */
  expose?: LoadTestExposeArgs;
  /**
   * Where the reports of runs are kept.
   * @default the reporter's pod, until the clean-up
   */
  report?: LoadTestReportArgs;
  /**
   * Annotations of `loadtest-sa`, by which clouds give it a role.
   * @default none
   * @example { "iam.gke.io/gcp-service-account": "reports@project.iam.gserviceaccount.com" }
   */
  serviceAccountAnnotations?: Record<string, string>;
  /**
   * Limits that runs must keep, by the name of a route; `all` for all requests together.
   * @default none
   * @example { all: { p95: "300ms" } }
   */
  thresholds?: Record<string, ThresholdArgs>;
  /**
   * Hosts that the service under test may call although no mock stands there.
   * @default none
   * @example ["*.internal"]
   */
  allow?: string[];
  /**
   * Hosts that must never get load, such as production's.
   * @default none
   * @example ["*.example.com"]
   */
  deny?: string[];
  /**
   * Pulumi's custom timeout for each object.
   * @default "10m"
   */
  timeout?: string;
  /**
   * Context of the kubeconfig that is asked for what was edited by hand in `locust-properties` and `locust-scripts`.
   * @default such edits are taken back
   * @example "shop-stg"
   */
  kubeContext?: string;
}

/** Images of a load test's pods. */
export interface LoadTestImagesArgs {
  /**
   * Where built images are pushed.
   * @default Amazon ECR, in the region and account of the AWS provider
   */
  registry?: RegistryArgs;
  /** Image of master and workers. */
  locust?: LocustImageArgs;
  /** Image of the CronJobs and of the reporter. */
  jobs?: JobsImageArgs;
  /**
   * The platforms of built images: `linux/amd64`, `linux/arm64` or both.
   * @default ["linux/amd64"]
   */
  platforms?: string[];
  /**
   * The Buildx builder that builds.
   * @default Docker's current one
   */
  builder?: BuilderArgs;
}

/** The image of Locust's master and workers. */
export interface LocustImageArgs {
  /**
   * A ready image with Locust, best by its digest. Then none is built.
   * @default one is built
   * @example "registry.example.com/locust@sha256:…"
   */
  image?: Input<string>;
  /**
   * What the image is built from: any image with Python 3.10 or newer, or with apt-get.
   * @default "python:3.13-slim"
   */
  base?: string;
  /**
   * Version of Locust.
   * @default "2.47.0"
   */
  version?: string;
  /**
   * Python packages that the scripts need, as pip writes them.
   * @default none
   * @example ["faker==37.0.0"]
   */
  packages?: string[];
}

/** The image of the CronJobs and of the reporter. */
export interface JobsImageArgs {
  /**
   * A ready image with Node 20 or newer, best by its digest. Then none is built.
   * @default one is built
   * @example "node:24-slim"
   */
  image?: Input<string>;
  /**
   * What the image is built from: any image with Node 20 or newer.
   * @default "node:24-slim"
   */
  base?: string;
}

/** A host that leads to the dashboard. */
export interface LoadTestExposeArgs {
  /**
   * Host name of the dashboard.
   * @example "locust.example.com"
   */
  host: string;
  /**
   * The Istio Gateway as `namespace/name`: one that exists, or the one that `create` makes.
   * @example "istio-ingress/public"
   */
  gateway: string;
  /**
   * Makes that Gateway, with this host.
   * @default it exists
   * @example { selector: { istio: "ingressgateway" } }
   */
  create?: GatewayCreateArgs;
  /**
   * Path below which the dashboard is.
   * @default "/"
   * @example "/locust"
   */
  path?: string;
}

/** Where reports are kept. */
export interface LoadTestReportArgs {
  /**
   * A PersistentVolumeClaim of the namespace.
   * @default none
   * @example "loadtest-reports"
   */
  claim?: string;
  /**
   * A bucket of S3 or of Google Cloud Storage, and a prefix.
   * @default none
   * @example "s3://reports/loadtest"
   */
  bucket?: string;
  /**
   * Region of an S3 bucket.
   * @default that of the pod's environment
   * @example "us-east-1"
   */
  region?: string;
  /**
   * A server that speaks S3.
   * @default AWS
   * @example "http://minio.storage:9000"
   */
  endpoint?: string;
  /**
   * A Secret of the namespace with credentials: its keys are variables of the reporter, and `key.json` is Google's file.
   * @default the ServiceAccount has a role
   * @example "reports-login"
   */
  secret?: string;
}
