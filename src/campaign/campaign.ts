import type { LatencyConfig } from "../latency/planLatency.ts";
import type {
  ClaimsConfig,
  PreviewConfig,
  PreviewHostsConfig,
  ReplacesConfig,
  RouterConfig,
} from "./routingConfig.ts";

/** One stack, read and checked: what `config.ts` returns and everything else takes. Plain JSON. */
export interface Campaign {
  /** The stack's name: `stg` of `Pulumi.stg.yaml`. */
  stack: string;
  /** Context of the kubeconfig that the stack may touch, and no other. */
  kubeContext?: string;
  /** Where ECR repositories are made; the accounts are the only ones that the stack may touch. */
  aws?: { region: string; accountIds: string[] };
  /** Empty in a stack of previews or a router only. */
  services: ServiceConfig[];
  router?: RouterConfig;
  previews?: PreviewConfig[];
  previewHosts?: PreviewHostsConfig;
  claims?: ClaimsConfig;
}

/** One service that the campaign replaces. Every default of the stack is filled in. */
export interface ServiceConfig {
  /** Where it stands in its stack, for problems that come up later: `Pulumi.stg.yaml: services[0]`. */
  where?: string;
  /** Name of the microservice: `payments`. */
  name: string;
  /** Path of its OpenAPI document, from the project's root: `specs/payments.yaml`. */
  spec: string;
  /** Namespace of the real service. The name of the mock's own namespace is made from it (`mockNames.ts`). */
  namespace: string;
  /** False: the mock goes into `namespace` itself, which exists already. */
  createNamespace: boolean;
  /** Put behind the names of namespace, Deployment and Service. */
  suffix: string;
  /** Put into every name, so that several campaigns live side by side. */
  campaign?: string;
  engine: "understudy" | "prism";
  delivery: "image" | "configMap";
  ports: { service: number; container: number };
  replicas: number;
  /** Kubernetes quantities of the mock's container. Kubernetes takes the limits as requests that are left out. */
  resources: { limits: Quantities; requests?: Partial<Quantities> };
  autoscaling?: { min: number; max: number; cpu: string };
  /** Pods that a node's drain must leave running: makes a PodDisruptionBudget. */
  minAvailable?: number;
  sidecar: { inject: boolean; limits: Quantities };
  nodeAffinity: NodeSelectorTerm[];
  priorityClass?: string;
  /** Pulumi's custom timeout of each object: `10m`. */
  timeout: string;
  /** Tags of the ECR repository; undefined means that none are set. */
  tags?: { environment: string; service: string };
  registry: Registry;
  /** Namespace and repository exist already: they are used, and left on destroy. */
  adopt: boolean;
  /** A ready image of the mock, best by digest; then none is built. */
  image?: string;
  build: BuildConfig;
  istio: { enabled: boolean; revision: "auto" | "none" | (string & {}) };
  /** A host at an Istio Gateway (`namespace/name`) that leads to the mock from outside the mesh. */
  expose?: { host: string; gateway: string };
  latency: LatencyConfig;
  /** Requests of the real service's host that the mock answers in its place. */
  replaces?: ReplacesConfig;
}

export interface Quantities {
  cpu: string;
  memory: string;
}

export interface NodeSelectorTerm {
  key: string;
  operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt";
  values: string[];
}

export type Registry =
  | { kind: "ecr" }
  | { kind: "url"; url: string; username?: string; password?: string }
  | { kind: "none" };

export interface BuildConfig {
  /** Docker's official image of Node 24 (Debian or Alpine), or one made from it: node is at /usr/local/bin. */
  base: string;
  platforms: ("linux/amd64" | "linux/arm64")[];
  /** Buildx builder: its name, and whether to run Docker's own `buildx` instead of the built-in client. */
  builder?: { name?: string; exec?: boolean };
}
