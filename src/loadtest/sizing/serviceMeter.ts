import type { KubeConfig } from "@kubernetes/client-node";
import { messageOf } from "../../cluster/connection.ts";
import type { CpuSource, ServiceMeasurements, ServiceMeter } from "../serviceLoad.ts";
import { autoscalerOf } from "./autoscaler.ts";
import { kubelet } from "./kubelet.ts";
import { metricsApi } from "./metricsApi.ts";
import { servicePods } from "./servicePods.ts";
import type { UsageReader } from "./usage.ts";

/**
 * Returns what measures the CPU of the service under test: from the metrics API, or where that is not there from the
 * kubelets. For these the account needs `nodes/proxy`, which a load test's own account does not have.
 */
export function serviceMeter(
  kubeConfig: KubeConfig,
  service: ServiceMeasurements["service"],
): ServiceMeter {
  const { namespace } = service;
  const sources: [CpuSource, UsageReader][] = [
    ["metrics API", metricsApi(kubeConfig, namespace)],
    ["kubelet", kubelet(kubeConfig, namespace)],
  ];
  return {
    name: service,
    async load() {
      const reasons: string[] = [];
      try {
        const pods = await servicePods(kubeConfig, service);
        if (pods.length === 0)
          return { problem: `no pod of Service ${namespace}/${service.name} runs` };
        const autoscaler = await autoscalerOf(kubeConfig, namespace, pods).catch(() => undefined);
        for (const [source, read] of sources) {
          const usages = await read(pods).catch((error: unknown) => {
            reasons.push(messageOf(error));
            return undefined;
          });
          if (usages === undefined) continue;
          const loads = pods.flatMap(({ name, request, limit }) => {
            const usage = usages.get(name);
            if (usage === undefined) return [];
            const { cores } = usage;
            const bounds = {
              ...(request !== undefined && { request }),
              ...(limit !== undefined && { limit }),
            };
            return [{ usage, pod: { name, cores, ...bounds } }];
          });
          // A pod that began just now is known with the next measurement.
          if (loads.length < pods.length) return {};
          return {
            load: {
              source,
              from: Math.min(...loads.map(({ usage }) => usage.from)),
              to: Math.max(...loads.map(({ usage }) => usage.to)),
              pods: loads.map(({ pod }) => pod),
              ...(autoscaler !== undefined && { autoscaler }),
            },
          };
        }
      } catch (error) {
        reasons.push(messageOf(error));
      }
      return { problem: reasons.join("; ") };
    },
  };
}
