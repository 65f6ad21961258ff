import type { Input } from "@pulumi/pulumi";
import type { ResourcesArgs } from "./podArgs.ts";

/** What a preview replica is a copy of, and what differs in it. */
export interface PreviewReplicaArgs {
  /**
   * The Service whose requests with the key reach the copy.
   * @example "payments"
   */
  service: string;
  /**
   * Namespace of the Service, its Deployment and the copy.
   * @example "shop"
   */
  namespace: string;
  /**
   * Route key of the requests that reach the copy: 1 to 40 lower-case letters, digits and "-".
   * @example "pr-12"
   */
  key: string;
  /**
   * The Deployment that is copied.
   * @default the Service's name
   * @example "payments-api"
   */
  deployment?: string;
  /**
   * End of the copies' names: `payments-pr-12`. A change replaces them.
   * @default the key
   * @example "pr-12"
   */
  suffix?: string;
  /**
   * Where requests with the key are routed: to a Service of its own (`service`), or to a subset of the origin's Service
   * (`subset`).
   * @default "service"
   */
  routeTo?: string;
  /**
   * Image of the container.
   * @default the origin's
   * @example "registry.example.com/payments:pr-12"
   */
  image?: Input<string>;
  /**
   * The container that `image`, `env` and `resources` change.
   * @default the only one
   * @example "app"
   */
  container?: string;
  /**
   * Environment variables that are set, in addition to the origin's.
   * @default none
   * @example { LOG_LEVEL: "debug" }
   */
  env?: Record<string, Input<string>>;
  /**
   * Environment variables of the origin that the copy does not have.
   * @default none
   * @example ["NEW_RELIC_LICENSE_KEY"]
   */
  removeEnv?: string[];
  /**
   * Number of pods.
   * @default 1
   */
  replicas?: number;
  /**
   * Resources of the container, in place of the origin's.
   * @default the origin's
   * @example { limits: { memory: "512Mi" } }
   */
  resources?: ResourcesArgs;
  /**
   * ConfigMaps of the origin, and those that take their place.
   * @default none
   * @example { settings: "settings-pr-12" }
   */
  configMaps?: Record<string, Input<string>>;
  /**
   * Secrets of the origin, and those that take their place.
   * @default none
   * @example { database: "database-pr-12" }
   */
  secrets?: Record<string, Input<string>>;
  /**
   * When the copy may be removed.
   * @default never
   * @example "2026-11-27T10:00:00Z"
   */
  expires?: string;
  /**
   * Marks the copies of one change.
   * @default the key
   * @example "checkout"
   */
  group?: string;
  /**
   * A Job that must succeed before the copy starts: a database or a queue of its own.
   * @default none
   * @example { command: ["./migrate", "up"] }
   */
  setup?: PreviewSetupArgs;
  /**
   * Plain header that carries route keys beside `baggage`.
   * @default "x-preview"
   */
  header?: string;
  /**
   * The Deployment and the Service themselves, where the same program declares them.
   * @default they are looked up in the cluster
   * @example { deployment, service }
   */
  origin?: OriginArgs;
  /**
   * Context of the kubeconfig in which the whole namespace is looked at: none of its Services may find the copy's pods,
   * and what the team's DestinationRules say holds for the copy too.
   * @default only the Deployment and its Service are looked up, by the component's provider
   * @example "shop-stg"
   */
  kubeContext?: string;
}

/** A Job that prepares what a copy needs. */
export interface PreviewSetupArgs {
  /**
   * The command and its arguments.
   * @example ["./migrate", "up"]
   */
  command: string[];
  /**
   * Image of the Job.
   * @default the copy's
   * @example "registry.example.com/migrate:1"
   */
  image?: Input<string>;
  /**
   * Environment variables.
   * @default none
   * @example { DATABASE: "pr_12" }
   */
  env?: Record<string, Input<string>>;
  /**
   * How long the Job may take.
   * @default "10m"
   */
  timeout?: string;
}

/** What a copy is made of: resources of the same program, or objects as the Kubernetes API has them. */
export interface OriginArgs {
  // biome-ignore-start lint/suspicious/noExplicitAny: resources of @pulumi/kubernetes as well as plain objects
  /** The Deployment that is copied. */
  deployment: any;
  /** The Service whose requests are meant. */
  service: any;
  /**
   * Other Services of the namespace, none of which may find the copy.
   * @default none
   */
  services?: any[];
  /**
   * DestinationRules of the namespace. What they say of the Service holds for the copy too.
   * @default none
   */
  destinationRules?: any[];
  // biome-ignore-end lint/suspicious/noExplicitAny: see above
}
