import type { Input } from "@pulumi/pulumi";

// Words of a stack's service. Pulumi's schema for other languages knows neither unions nor tuples, so that what may be a
// word or a mapping in a stack is a mapping here.

/** What a mock is made of. Everything but `spec` has a default. */
export interface MockServiceArgs {
  /**
   * Path of the OpenAPI document, from the folder of the program. Delays of the latency file beside it
   * (`payments.latency.yaml`) are taken too.
   * @example "specs/payments.yaml"
   */
  spec: string;
  /**
   * Name of the microservice that is replaced.
   * @default the component's name
   */
  name?: string;
  /**
   * Namespace of the microservice. The mock's own is made from it: `shop` → `shop-prism-mock`. Several mocks of one
   * namespace share it.
   * @default the microservice's name
   * @example "shop"
   */
  namespace?: Input<string>;
  /**
   * Whether the mock gets a namespace of its own. `false` puts it into `namespace` itself, which exists already or is
   * declared by the same program.
   * @default true
   */
  createNamespace?: boolean;
  /**
   * End of the names of namespace, Deployment, Service and repository. A change replaces them all.
   * @default "-prism-mock"
   */
  suffix?: string;
  /**
   * Goes into every name, so that several campaigns live side by side: `payments-<campaign>-prism-mock`.
   * @example "black-friday"
   */
  campaign?: string;
  /**
   * The server: this project's, or stoplight/prism.
   * @default "understudy"
   */
  engine?: Engine;
  /**
   * How the document gets to the server: in an image of its own, or in a ConfigMap beside a plain Node image (up to
   * 1 MiB, compressed).
   * @default "image"
   */
  delivery?: Delivery;
  /** Ports of the Service and of the container. */
  ports?: PortsArgs;
  /**
   * Number of pods.
   * @default 1
   */
  replicas?: number;
  /**
   * Limits and requests of the server's container.
   * @default { limits: { cpu: "500m", memory: "256Mi" } }, for Prism { cpu: "1", memory: "1Gi" }
   */
  resources?: ResourcesArgs;
  /** Makes a HorizontalPodAutoscaler. */
  autoscaling?: AutoscalingArgs;
  /** Pods that the drain of a node must leave running: makes a PodDisruptionBudget. */
  minAvailable?: number;
  /** Istio's sidecar beside the mock. Delays in the mesh do not need it: the callers' sidecars make them. */
  sidecar?: SidecarArgs;
  /** Expressions on the labels of nodes, all of which must hold. */
  nodeAffinity?: NodeAffinityArgs[];
  /** Name of a PriorityClass that exists. */
  priorityClass?: string;
  /**
   * Pulumi's custom timeout of each object.
   * @default "10m"
   */
  timeout?: string;
  /**
   * Tags of the ECR repository.
   * @default { environment: "stg", service: <name> }
   */
  tags?: TagsArgs;
  /**
   * The registry that the image is pushed to.
   * @default Amazon ECR, in the region and account of the AWS provider
   */
  registry?: RegistryArgs;
  /**
   * Whether namespace and ECR repository exist already: they are used as they are, and left on destroy.
   * @default false
   */
  adopt?: boolean;
  /**
   * A ready image of the mock, best by its digest. Then none is built, and no registry is needed.
   * @example registry.example.com/payments-mock@sha256:…
   */
  image?: Input<string>;
  /** How the image is built. */
  build?: BuildArgs;
  /** What Istio does for the mock. */
  istio?: IstioArgs;
  /** Leads a host at an Istio Gateway to the mock, for callers outside the mesh. */
  expose?: ExposeArgs;
  /**
   * How long answers take, in addition to what the latency file says.
   * @example { routes: { "GET /payments/{paymentId}": { p95: "90ms" } } }
   */
  latency?: LatencyArgs;
  /** Requests of the real service's host that the mock answers in its place. */
  replaces?: ReplacesArgs;
  /**
   * Labels of every object of the mock, and of its pods.
   * @example { team: "payments" }
   */
  labels?: Input<Record<string, Input<string>>>;
}

export const Engine = { Understudy: "understudy", Prism: "prism" } as const;
export type Engine = (typeof Engine)[keyof typeof Engine];

export const Delivery = { Image: "image", ConfigMap: "configMap" } as const;
export type Delivery = (typeof Delivery)[keyof typeof Delivery];

export interface PortsArgs {
  /** Port of the Service. @default 80 */
  service?: number;
  /** Port of the container, 1024 or above, since it does not run as root. @default 8080 */
  container?: number;
}

/** Kubernetes quantities. */
export interface QuantitiesArgs {
  /** @example "500m" */
  cpu?: string;
  /** @example "256Mi" */
  memory?: string;
}

export interface ResourcesArgs {
  limits?: QuantitiesArgs;
  /** @default the limits */
  requests?: QuantitiesArgs;
}

export interface AutoscalingArgs {
  /** Fewest pods. */
  min: number;
  /** Most pods. */
  max: number;
  /** Target CPU utilisation. @default "70%" */
  cpu?: string;
}

export interface SidecarArgs {
  /** @default true */
  inject?: boolean;
  /** @default { cpu: "500m", memory: "512Mi" } */
  limits?: QuantitiesArgs;
}

export interface NodeAffinityArgs {
  /** Key of the label. */
  key: string;
  /** `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` or `Lt`. */
  operator: string;
  values?: string[];
}

export interface TagsArgs {
  /** CostEnv. @default "stg" */
  environment?: string;
  /** CostService. @default the microservice's name */
  service?: string;
}

export interface RegistryArgs {
  /** Address without scheme and tag; the mock's name is added as the repository. @example "registry.example.com/mocks" */
  url: Input<string>;
  /** @default the login of Docker on the machine that runs Pulumi */
  username?: Input<string>;
  /** Kept as a secret. */
  password?: Input<string>;
}

export interface BuildArgs {
  /** Docker's official image of Node 24, or one made from it. @default "node:24-slim" */
  base?: string;
  /** @default ["linux/amd64"] */
  platforms?: string[];
  /** Buildx builder. @default Docker's current one */
  builder?: BuilderArgs;
}

export interface BuilderArgs {
  name?: string;
  /** Whether Docker's own `buildx` is run instead of the built-in client. */
  exec?: boolean;
}

export interface IstioArgs {
  /** `false`: no sidecar and no VirtualService. @default true */
  enabled?: boolean;
  /**
   * The revision whose sidecars the mock's namespace gets: a name, or `none`. Only the program of a stack finds out what
   * `auto` stands for; elsewhere it is `none`.
   * @default "auto"
   */
  revision?: string;
}

export interface ExposeArgs {
  /** @example "payments-mock.example.com" */
  host: Input<string>;
  /** The Gateway as `namespace/name`. */
  gateway: string;
}

export interface LatencyArgs {
  /** `false` switches all delays off, those of the latency file too. @default true */
  enabled?: boolean;
  /**
   * Who makes the delays: the callers' sidecars (`mesh`), or the mock (`mock`).
   * @default "mesh", and "mock" without Istio or with `replaces`
   */
  inject?: string;
  /** Profile of routes that have none of their own, and of requests that no route matches. */
  default?: LatencyProfileArgs;
  /** Profiles by route, as the document writes it: `GET /payments/{paymentId}`. */
  routes?: Record<string, LatencyProfileArgs>;
  /**
   * What goes wrong, by route or `default`: shares of requests by status, `reset` or `timeout`.
   * @example { "GET /payments": { "503": "1%" } }
   */
  // biome-ignore lint/suspicious/noExplicitAny: Pulumi's schema for other languages knows no `unknown`.
  faults?: Record<string, any>;
}

/** One quantile is a fixed delay; several are a distribution that has these quantiles. Durations have units. */
export interface LatencyProfileArgs {
  min?: string;
  p50?: string;
  p75?: string;
  p90?: string;
  /** @example "90ms" */
  p95?: string;
  p99?: string;
  max?: string;
  /** Anything between two durations, equally often. @example ["20ms", "80ms"] */
  uniform?: string[];
  /** A log-normal distribution. */
  lognormal?: LognormalArgs;
}

export interface LognormalArgs {
  median: string;
  p99: string;
}

export interface ReplacesArgs {
  /** The real Service. @default the microservice's own. @example "payments.shop" */
  host?: string;
  /** Routes of the document. @default all */
  routes?: string[];
  /** Only requests that carry this route key. */
  when?: ReplacesWhenArgs;
}

export interface ReplacesWhenArgs {
  /** @example "pr-12" */
  key: string;
}
