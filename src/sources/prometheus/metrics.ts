/** Histograms of servers' latencies that instrumentation makes by default, the most telling first. */
export const KNOWN_METRICS = [
  // OpenTelemetry, semantic conventions from 1.23 on, and before
  "http_server_request_duration_seconds",
  "http_server_duration_milliseconds",
  "http_server_duration_seconds",
  "http_server_duration",
  // Spring Boot (Micrometer), if it publishes histograms
  "http_server_requests_seconds",
  // prometheus_client of Python, prom-client of Node, promhttp of Go
  "http_request_duration_seconds",
  // this project's mocks
  "understudy_request_duration_seconds",
  "istio_request_duration_milliseconds",
];

/**
 * Labels with the template of a request's path, the most telling first. `endpoint` is not one of them: Prometheus'
 * operator puts the name of the scraped port there.
 */
export const ROUTE_LABELS = [
  "http_route",
  "request_operation",
  "uri",
  "route",
  "path_template",
  "handler",
  "operation",
  "path",
];

export const METHOD_LABELS = ["http_request_method", "http_method", "request_method", "method"];

export const STATUS_LABELS = [
  "http_response_status_code",
  "http_status_code",
  "response_code",
  "status_code",
  "status",
  "code",
];

/** Labels with the name of the service that answers. */
export const SERVICE_LABELS = [
  "job",
  "service_name",
  "service",
  "app",
  "app_kubernetes_io_name",
  "exported_job",
  "container",
];

/** Of Istio's metrics: their `app` and `job` may be those of the proxy or of the caller. */
export const ISTIO_SERVICE_LABELS = [
  "destination_service_name",
  "destination_canonical_service",
  "destination_workload",
  "destination_app",
];

/** Labels with the place of a service, of which there may be several of the same name. */
export const PLACE_LABELS = [
  "namespace",
  "destination_service_namespace",
  "destination_workload_namespace",
  "k8s_namespace_name",
  "exported_namespace",
  "cluster",
  "deployment_environment",
  "deployment_environment_name",
];

/** Milliseconds of what a metric's name ends with. */
const SUFFIXES: Readonly<Record<string, number>> = {
  seconds: 1_000,
  milliseconds: 1,
  millis: 1,
  ms: 1,
  microseconds: 0.001,
  us: 0.001,
  nanoseconds: 0.000001,
  ns: 0.000001,
};

/** Returns the milliseconds of a metric's unit, or undefined if its name does not say it. */
export function unitOf(metric: string): number | undefined {
  // The old convention of OpenTelemetry was in milliseconds before exporters added the unit to the name.
  if (metric === "http_server_duration") return 1;
  return SUFFIXES[metric.split("_").at(-1) ?? ""];
}
