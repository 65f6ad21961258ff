import type { NodeAffinityArgs, ResourcesArgs } from "./podArgs.ts";

/** The pods of Locust's master, or of its workers. */
export interface LoadTestRoleArgs {
  /**
   * Resources of the container. A CPU limit throttles Locust, and makes the run not valid.
   * @default { limits: { memory: "1Gi" }, requests: { cpu: "500m", memory: "256Mi" } }
   */
  resources?: ResourcesArgs;
  /**
   * Labels of the nodes that it runs on.
   * @default any node
   * @example { pool: "load" }
   */
  nodeSelector?: Record<string, string>;
  /**
   * Expressions on the labels of nodes, all of which must hold.
   * @default any node
   * @example [{ key: "kubernetes.io/arch", operator: "In", values: ["amd64"] }]
   */
  nodeAffinity?: NodeAffinityArgs[];
  /**
   * Taints of nodes that it tolerates.
   * @default none
   * @example [{ key: "team", operator: "Exists" }]
   */
  tolerations?: TolerationArgs[];
  /**
   * Name of a PriorityClass that exists.
   * @default none
   * @example "high-priority"
   */
  priorityClass?: string;
  /**
   * Environment variables, in plain text.
   * @default none
   * @example { LOG_LEVEL: "debug" }
   */
  env?: Record<string, string>;
  /**
   * Volumes of the namespace, such as data that scripts read.
   * @default none
   * @example [{ path: "/data", claim: "data" }]
   */
  volumes?: LoadTestVolumeArgs[];
}

/** A taint that pods tolerate. */
export interface TolerationArgs {
  /**
   * Key of the taint.
   * @default all taints
   * @example "team"
   */
  key?: string;
  /**
   * How the taint's value is compared: `Exists` or `Equal`.
   * @default "Equal"
   */
  operator?: string;
  /**
   * Value of the taint, with `Equal`.
   * @default none
   * @example "load"
   */
  value?: string;
  /**
   * Effect of the taint: `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
   * @default all effects
   * @example "NoSchedule"
   */
  effect?: string;
}

/** A volume, with one of `configMap`, `secret` and `claim`. */
export interface LoadTestVolumeArgs {
  /**
   * Where the volume is mounted.
   * @example "/data"
   */
  path: string;
  /**
   * Whether pods cannot write to it.
   * @default true
   */
  readOnly?: boolean;
  /**
   * Name of a ConfigMap.
   * @default none
   * @example "data"
   */
  configMap?: string;
  /**
   * Name of a Secret.
   * @default none
   * @example "data"
   */
  secret?: string;
  /**
   * Name of a PersistentVolumeClaim.
   * @default none
   * @example "data"
   */
  claim?: string;
}
