import type { LatencyConfig } from "../latency/planLatency.ts";
import type { BuildConfig } from "./buildConfig.ts";
import type { ControllerConfig } from "./controller.ts";
import type { LoadTestConfig } from "./loadTest.ts";
import type { NodeSelectorTerm, Quantities } from "./podTerms.ts";
import type { Registry } from "./registry.ts";
import type {
  ClaimsConfig,
  LaptopConfig,
  PreviewConfig,
  PreviewHostsConfig,
  ReplacesConfig,
  RouterConfig,
} from "./routingConfig.ts";

/** One stack, read and checked. Plain JSON. */
export interface Campaign {
  /** The stack's name: `stg` of `Pulumi.stg.yaml`. */
  stack: string;
  /** The only kubeconfig context that the stack may touch. */
  kubeContext?: string;
  /** Where ECR repositories are made. The stack may touch no other accounts. */
  aws?: { region: string; accountIds: string[] };
  /** Empty in a stack that has only previews or a router. */
  services: ServiceConfig[];
  router?: RouterConfig;
  previews?: PreviewConfig[];
  laptops?: LaptopConfig[];
  previewHosts?: PreviewHostsConfig;
  claims?: ClaimsConfig;
  loadtests?: LoadTestConfig[];
  controller?: ControllerConfig;
}

/** One service that the campaign replaces, with all defaults of the stack filled in. */
export interface ServiceConfig {
  /** Its place in the stack, for problems that are found later: `Pulumi.stg.yaml: services[0]`. */
  where?: string;
  /** Name of the microservice: `payments`. */
  name: string;
  /** Path of its OpenAPI document, from the project's root: `specs/payments.yaml`. */
  spec: string;
  /** Namespace of the real service. The name of the mock's own namespace is made from it (`mockNames.ts`). */
  namespace: string;
  /** If false, the mock goes into `namespace` itself, which must exist. */
  createNamespace: boolean;
  /** Appended to the names of the namespace, Deployment and Service. */
  suffix: string;
  /** Part of every name, so that several campaigns can run side by side. */
  campaign?: string;
  engine: "understudy" | "prism";
  delivery: "image" | "configMap";
  ports: { service: number; container: number };
  /** Whether its pods are its own, or shared with the other mocks of the namespace that say so. */
  pods: "own" | "shared";
  replicas: number;
  /** Kubernetes quantities of the mock's container. For requests that are left out, Kubernetes takes the limits. */
  resources: { limits: Quantities; requests?: Partial<Quantities> };
  autoscaling?: { min: number; max: number; cpu: string };
  /** Pods that must keep running while a node is drained. Makes a PodDisruptionBudget. */
  minAvailable?: number;
  sidecar: { inject: boolean; limits: Quantities; requests: Quantities };
  nodeAffinity: NodeSelectorTerm[];
  priorityClass?: string;
  /** Pulumi's custom timeout of each object: `10m`. */
  timeout: string;
  /** Tags of the ECR repository; undefined for none. */
  tags?: { environment: string; service: string };
  registry: Registry;
  /** The namespace and repository exist already. They are used and not removed on destroy. */
  adopt: boolean;
  /** A finished image of the mock, best named by digest. If set, no image is built. */
  image?: string;
  build: BuildConfig;
  istio: { enabled: boolean; revision: "auto" | "none" | (string & {}) };
  /** A host at an Istio Gateway (`namespace/name`) that leads to the mock from outside the mesh. */
  expose?: { host: string; gateway: string };
  latency: LatencyConfig;
  /** Whether `up` asks the mock whether it is as slow as its latency profiles say. */
  verify: boolean;
  /** Requests of the real service's host that the mock answers instead. */
  replaces?: ReplacesConfig;
}
