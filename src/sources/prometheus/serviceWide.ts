import type { SourceQuestion } from "../source.ts";

/** Returns why a metric without a label of the route cannot tell operations apart, and what helps. */
export function serviceWideText(metric: string, { service }: SourceQuestion): string {
  return metric.startsWith("istio_")
    ? `Istio's ${metric} has no label of the operation, so that it cannot tell the routes of ${service} apart. What helps: the proxies' access log (--from access-log), or Istio's classification, which adds the label request_operation: "understudy latency classify --service ${service}" prints it, made from the document's routes.`
    : `${metric} has no label of the route, so that it cannot tell the operations of ${service} apart. If one of its labels has the route or the operation, name it with --route-label.`;
}
