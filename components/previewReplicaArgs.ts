import type { Input } from "@pulumi/pulumi";
import type { ResourcesArgs } from "./mockServiceArgs.ts";

/** What a preview replica is a copy of, and what differs in it. */
export interface PreviewReplicaArgs {
  /** The Service whose requests are meant. @example "payments" */
  service: string;
  /** Namespace of the Service and of its Deployment; the copy lives there too. @example "shop" */
  namespace: string;
  /** Route key of the requests that reach the copy: 1 to 40 lower-case letters, digits and "-". @example "pr-12" */
  key: string;
  /** The Deployment that is copied. @default the Service's name */
  deployment?: string;
  /** End of the names of the copies, after a dash. @default the key */
  suffix?: string;
  /** Requests with the key are routed to a Service of its own (`service`), or to a subset of the origin's (`subset`). @default "service" */
  routeTo?: string;
  /** Image of the copy. @default the origin's */
  image?: Input<string>;
  /** The container that `image`, `env` and `resources` change. @default the only one */
  container?: string;
  /** Environment variables that are set. */
  env?: Record<string, Input<string>>;
  /** Environment variables of the origin that the copy does not have. */
  removeEnv?: string[];
  /** Pods of the copy. @default 1 */
  replicas?: number;
  /** Limits and requests that replace the origin's. */
  resources?: ResourcesArgs;
  /** ConfigMaps of the origin (keys), and those that take their place. */
  configMaps?: Record<string, Input<string>>;
  /** Secrets of the origin (keys), and those that take their place. */
  secrets?: Record<string, Input<string>>;
  /** When the copy may be removed. @example "2026-11-27T10:00:00Z" */
  expires?: string;
  /** Marks the replicas of one change. @default the key */
  group?: string;
  /** A Job that must succeed before the copy starts: a database or a queue of its own. */
  setup?: PreviewSetupArgs;
  /** Plain header that carries route keys beside `baggage`. @default "x-preview" */
  header?: string;
  /**
   * The Deployment and the Service themselves, where the same program declares them.
   * @default they are looked up in the cluster
   */
  origin?: OriginArgs;
  /**
   * Context of the kubeconfig in which the whole namespace is looked at: none of its Services may find the copy's pods,
   * and what the team's DestinationRules say holds for the copy too.
   * @default only the Deployment and its Service are looked up, by the component's provider
   */
  kubeContext?: string;
}

export interface PreviewSetupArgs {
  /** @default the copy's image */
  image?: Input<string>;
  /** @example ["./migrate", "up"] */
  command: string[];
  env?: Record<string, Input<string>>;
  /** @default "10m" */
  timeout?: string;
}

/** Resources of the same program, or objects as the Kubernetes API has them. */
export interface OriginArgs {
  // biome-ignore-start lint/suspicious/noExplicitAny: resources of @pulumi/kubernetes as well as plain objects
  deployment: any;
  service: any;
  /** Other Services of the namespace, none of which may find the copy. */
  services?: any[];
  /** DestinationRules of the namespace. */
  destinationRules?: any[];
  // biome-ignore-end lint/suspicious/noExplicitAny: see above
}
