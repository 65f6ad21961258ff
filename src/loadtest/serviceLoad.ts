/** The processor time of the service under test over a stretch of a run, as one source has it. */
export interface ServiceLoad {
  source: CpuSource;
  /** What was asked, if the source is Prometheus. */
  asked?: PrometheusQuery;
  /** Moments in seconds since 1970 between which the CPU was measured. */
  from: number;
  to: number;
  pods: PodLoad[];
  /** `HorizontalPodAutoscaler orders (1 to 5 replicas)`. Absent if nothing scales the service. */
  autoscaler?: string;
}

/**
 * - `metrics API`: `metrics.k8s.io`, what `kubectl top` shows
 * - `Prometheus`: what it has scraped of the kubelets
 * - `kubelet`: `/stats/summary` of the pods' nodes
 */
export type CpuSource = "metrics API" | "Prometheus" | "kubelet";

export interface PrometheusQuery {
  /** Without a password. */
  url: string;
  query: string;
}

export interface PodLoad {
  name: string;
  /** Cores used by all containers but Istio's sidecar. */
  cores: number;
  /** Their requests and limits in cores. Absent if one of them has none. */
  request?: number;
  limit?: number;
}

/** `service.json` of a run's folder: the service under test during the run. */
export interface ServiceMeasurements {
  format: 1;
  service: { name: string; namespace: string };
  /** Requests that the master had counted, at moments of the run. */
  counts: { at: number; requests: number; users: number }[];
  loads: ServiceLoad[];
  /** Why the CPU could not be measured, each reason once. */
  problems: string[];
}

/** Measures the CPU of the service under test. */
export interface ServiceMeter {
  name: ServiceMeasurements["service"];
  /** Returns the load since the call before, or why there is none. Neither for the first call of a source that counts. */
  load(): Promise<{ load?: ServiceLoad; problem?: string }>;
}
