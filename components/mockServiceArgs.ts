import type { Input } from "@pulumi/pulumi";
import type { BuildArgs, RegistryArgs, TagsArgs } from "./imageArgs.ts";
import type { ExposeArgs, IstioArgs, SidecarArgs } from "./istioArgs.ts";
import type { LatencyArgs } from "./latencyArgs.ts";
import type { AutoscalingArgs, NodeAffinityArgs, PortsArgs, ResourcesArgs } from "./podArgs.ts";

// Words of a stack's service. Pulumi's schema for other languages knows neither unions nor tuples, so that what may be a
// word or a mapping in a stack is a mapping here.

/** What a mock is made of. Everything but `spec` has a default. */
export interface MockServiceArgs {
  /**
   * Path of the OpenAPI document (2.0 to 3.2) or Postman collection, from the folder of the program. Delays of the
   * latency file beside it (`payments.latency.yaml`) are taken too.
   * @example "specs/payments.yaml"
   */
  spec: string;
  /**
   * Name of the microservice that is replaced.
   * @default the component's name
   * @example "payments"
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
   * A part of every name, so that several campaigns can exist side by side: `payments-<campaign>-prism-mock`.
   * A change replaces everything.
   * @default no such part
   * @example "black-friday"
   */
  campaign?: string;
  /**
   * Whether namespace and ECR repository exist already: they are used as they are, and left on destroy.
   * @default false
   */
  adopt?: boolean;
  /**
   * The server: this project's, or stoplight/prism.
   * @default "understudy"
   */
  engine?: Engine;
  /**
   * How the document gets to the server: in an image of its own, or in a ConfigMap beside a plain image (up to 1 MiB,
   * compressed).
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
  /** Limits and requests of the server's container, as in Kubernetes. */
  resources?: ResourcesArgs;
  /**
   * Makes a HorizontalPodAutoscaler.
   * @default none
   * @example { min: 2, max: 6 }
   */
  autoscaling?: AutoscalingArgs;
  /**
   * Pods that keep running when a node is drained: makes a PodDisruptionBudget.
   * @default none
   * @example 1
   */
  minAvailable?: number;
  /**
   * Expressions on the labels of nodes, all of which must hold.
   * @default any node
   * @example [{ key: "kubernetes.io/arch", operator: "In", values: ["amd64"] }]
   */
  nodeAffinity?: NodeAffinityArgs[];
  /**
   * Name of a PriorityClass that exists.
   * @default none
   * @example "high-priority"
   */
  priorityClass?: string;
  /**
   * Pulumi's custom timeout for each object: how long Pulumi waits until it is made, changed or removed.
   * @default "10m"
   */
  timeout?: string;
  /**
   * The registry that the image is pushed to.
   * @default Amazon ECR, in the region and account of the AWS provider
   */
  registry?: RegistryArgs;
  /**
   * A ready image of the mock, best by its digest. Then none is built, and no registry is needed.
   * @default one is built
   * @example "registry.example.com/payments-mock@sha256:…"
   */
  image?: Input<string>;
  /** How the image is built. */
  build?: BuildArgs;
  /** Tags of the ECR repository. */
  tags?: TagsArgs;
  /** What Istio does for the mock. */
  istio?: IstioArgs;
  /** Istio's sidecar beside the mock. Delays in the mesh do not need it: the callers' sidecars make them. */
  sidecar?: SidecarArgs;
  /**
   * Leads a host at an Istio Gateway to the mock, for callers outside the mesh.
   * @default none
   */
  expose?: ExposeArgs;
  /**
   * How long answers take, in addition to what the latency file says.
   * @example { routes: { "GET /payments/{paymentId}": { p95: "90ms" } } }
   */
  latency?: LatencyArgs;
  /**
   * Requests to the real service's host that the mock answers in its place. `MockService.substitutions` has them for
   * the `ServiceRouter` of that host.
   * @default none
   * @example { routes: ["POST /payments"], when: { key: "pr-12" } }
   */
  replaces?: ReplacesArgs;
  /**
   * Labels of every object of the mock, and of its pods. A label that the mock has itself stays as it is.
   * @default none
   * @example { team: "payments" }
   */
  labels?: Input<Record<string, Input<string>>>;
}

export const Engine = { Understudy: "understudy", Prism: "prism" } as const;
export type Engine = (typeof Engine)[keyof typeof Engine];

export const Delivery = { Image: "image", ConfigMap: "configMap" } as const;
export type Delivery = (typeof Delivery)[keyof typeof Delivery];

/** Which requests to a real service's host a mock answers. */
export interface ReplacesArgs {
  /**
   * The Service whose requests the mock answers.
   * @default the microservice's own: name and namespace
   * @example "payments.shop"
   */
  host?: string;
  /**
   * The routes that the mock answers, as the document writes them.
   * @default all of the document
   * @example ["POST /payments"]
   */
  routes?: string[];
  /**
   * Which requests the mock answers.
   * @default everybody's
   * @example { key: "pr-12" }
   */
  when?: ReplacesWhenArgs;
}

/** A condition on requests. */
export interface ReplacesWhenArgs {
  /**
   * Route key of the requests.
   * @example "pr-12"
   */
  key: string;
}
