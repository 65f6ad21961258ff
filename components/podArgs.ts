/** Ports of a mock. */
export interface PortsArgs {
  /**
   * Port of the Service.
   * @default 80
   */
  service?: number;
  /**
   * Port of the container, 1024 or above, because it does not run as root.
   * @default 8080
   */
  container?: number;
}

/** Resources of a container, as in Kubernetes. */
export interface ResourcesArgs {
  /**
   * What the container may use at most.
   * @default { cpu: "500m", memory: "256Mi" }; with Prism { cpu: "1", memory: "1Gi" }; in a preview the origin's
   */
  limits?: QuantitiesArgs;
  /**
   * What a node reserves for the container.
   * @default the limits; in a preview the origin's
   */
  requests?: QuantitiesArgs;
}

/** Amounts of CPU and memory: Kubernetes quantities. */
export interface QuantitiesArgs {
  /**
   * Number of CPUs, as a text.
   * @example "500m"
   */
  cpu?: string;
  /**
   * Amount of memory.
   * @example "256Mi"
   */
  memory?: string;
}

/** Between how many pods a HorizontalPodAutoscaler chooses. */
export interface AutoscalingArgs {
  /**
   * Smallest number of pods.
   * @example 2
   */
  min: number;
  /**
   * Largest number of pods.
   * @example 6
   */
  max: number;
  /**
   * Target CPU utilisation, as a share of the requested CPU.
   * @default "70%"
   */
  cpu?: string;
}

/** An expression on a label of nodes. */
export interface NodeAffinityArgs {
  /**
   * Key of the label.
   * @example "kubernetes.io/arch"
   */
  key: string;
  /**
   * How the label's value is compared: `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` or `Lt`.
   * @example "In"
   */
  operator: string;
  /**
   * One or more with `In` and `NotIn`, none with `Exists` and `DoesNotExist`, one integer as a text with `Gt` and `Lt`.
   * @default none
   * @example ["amd64"]
   */
  values?: string[];
}
