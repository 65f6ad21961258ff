import type { KubeConfig } from "@kubernetes/client-node";
import { quantityValue } from "../../config/values/quantityValue.ts";
import { ISTIO_PROXY } from "../../istioProxy.ts";
import { list } from "./servicePods.ts";
import type { UsageReader } from "./usage.ts";

interface PodMetrics {
  metadata: { name: string };
  timestamp: string;
  /** A Go duration: `15.03s`, `1m0.2s`. */
  window: string;
  containers: { name: string; usage: { cpu: string } }[];
}

/** Reads usage from the metrics API, as `kubectl top` does. */
export function metricsApi(kubeConfig: KubeConfig, namespace: string): UsageReader {
  return async (pods) => {
    const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`;
    const found = await list<PodMetrics>(kubeConfig, path);
    const names = new Set(pods.map(({ name }) => name));
    const usages = new Map(
      found
        .filter(({ metadata }) => names.has(metadata.name))
        .map(({ metadata, timestamp, window, containers }) => {
          const to = Date.parse(timestamp) / 1000;
          const own = containers.filter(({ name }) => name !== ISTIO_PROXY);
          const cores = own.reduce((sum, { usage }) => sum + quantityValue(usage.cpu), 0);
          return [metadata.name, { from: to - secondsOf(window), to, cores }];
        }),
    );
    return { usages };
  };
}

const SECONDS: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3 };

function secondsOf(duration: string): number {
  const parts = [...duration.matchAll(/([\d.]+)(ms|h|m|s)/g)];
  return parts.reduce(
    (sum, [, number, unit = ""]) => sum + Number(number) * (SECONDS[unit] ?? 0),
    0,
  );
}
