import type { ConfigMap, Pod, Secret, Service } from "kubernetes-types/core/v1.d.ts";
import type { DefaultLimits } from "./resourceValue.ts";

/** An object of the cluster, or why there is none here: `does not exist`, `you may not get it`. */
export type Found<T> = { object: T } | { absent: true } | { refused: string };

/** What environment and files of a container are made from. */
export interface WorldSources {
  pod: Pod;
  /** By name; every ConfigMap that the container refers to. */
  configMaps: ReadonlyMap<string, Found<ConfigMap>>;
  /** By name; every Secret that the container refers to. */
  secrets: ReadonlyMap<string, Found<Secret>>;
  /** Those of the pod's namespace, and `default/kubernetes`. */
  services: Found<readonly Service[]>;
  /** Undefined if the node cannot be read. */
  defaultLimits: DefaultLimits | undefined;
}

/** Something that the pod has and this machine does not, by its name and never by its value. */
export interface Missing {
  /** `variable DB_PASSWORD`, `file /etc/shop/password` */
  what: string;
  /** `Secret db does not exist` */
  why: string;
}
