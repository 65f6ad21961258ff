import type { KubeConfig } from "@kubernetes/client-node";
import { messageOf } from "../../cluster/connection.ts";
import { environmentAccess } from "../../sources/prometheus/environment.ts";
import type { CpuSource, PodLoad, ServiceMeasurements, ServiceMeter } from "../serviceLoad.ts";
import { autoscalerOf } from "./autoscaler.ts";
import { kubelet } from "./kubelet.ts";
import { metricsApi } from "./metricsApi.ts";
import { prometheusUsage } from "./prometheus.ts";
import { type ServicePod, servicePods } from "./servicePods.ts";
import type { Usage, UsageReader, UsageReading } from "./usage.ts";

/**
 * Returns what measures the CPU of the service under test. A Prometheus that is named is the only source. Without one, it is
 * the metrics API, or where that is not there the kubelets. For these the account needs `nodes/proxy`, which a load test's
 * own account does not have.
 *
 * @param prometheus address of a Prometheus; that of the environment has precedence, which has its keys as well
 */
export function serviceMeter(
  kubeConfig: KubeConfig,
  service: ServiceMeasurements["service"],
  prometheus?: string,
): ServiceMeter {
  const { namespace } = service;
  const { url = prometheus, ...keys } = environmentAccess();
  let sources: [CpuSource, UsageReader][] =
    url === undefined
      ? [
          ["metrics API", metricsApi(kubeConfig, namespace)],
          ["kubelet", kubelet(kubeConfig, namespace)],
        ]
      : [["Prometheus", prometheusUsage({ ...keys, url }, namespace)]];
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
          const reading = await read(pods).catch((error: unknown) => {
            reasons.push(messageOf(error));
            return undefined;
          });
          if (reading === undefined) continue;
          const loads = loadsOf(pods, reading);
          // A pod that began just now is known with the next measurement.
          if (loads.length < pods.length) return {};
          // All figures of a run are from one source.
          sources = [[source, read]];
          const { asked } = reading;
          return {
            load: {
              source,
              ...(asked !== undefined && { asked }),
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

/** Returns each pod that was measured, with its bounds. */
function loadsOf(
  pods: readonly ServicePod[],
  { usages }: UsageReading,
): { usage: Usage; pod: PodLoad }[] {
  return pods.flatMap(({ name, request, limit }) => {
    const usage = usages.get(name);
    if (usage === undefined) return [];
    const bounds = {
      ...(request !== undefined && { request }),
      ...(limit !== undefined && { limit }),
    };
    return [{ usage, pod: { name, cores: usage.cores, ...bounds } }];
  });
}
