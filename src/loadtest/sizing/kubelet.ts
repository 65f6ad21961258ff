import type { KubeConfig } from "@kubernetes/client-node";
import { ISTIO_PROXY } from "../../istioProxy.ts";
import { answerOf } from "./servicePods.ts";
import type { Usage, UsageReader } from "./usage.ts";

interface Summary {
  pods?: {
    podRef: { name: string; namespace: string };
    containers?: { name: string; cpu?: { time: string; usageCoreNanoSeconds?: number } }[];
  }[];
}

interface Counter {
  at: number;
  seconds: number;
}

/**
 * Reads usage from the kubelets of the pods' nodes, through the API server. They count the CPU time of each container, so
 * usage is known from the second call on, exactly, between their two moments.
 */
export function kubelet(kubeConfig: KubeConfig, namespace: string): UsageReader {
  const before = new Map<string, Counter>();
  return async (pods) => {
    const nodes = new Set(pods.map(({ node }) => node));
    const summaries = await Promise.all(
      [...nodes].map((node) =>
        answerOf<Summary>(
          kubeConfig,
          `/api/v1/nodes/${node}/proxy/stats/summary?only_cpu_and_memory=true`,
        ),
      ),
    );
    const used = new Map<string, Usage>();
    for (const pod of summaries.flatMap(({ pods = [] }) => pods)) {
      if (pod.podRef.namespace !== namespace) continue;
      const { name } = pod.podRef;
      const counter = counterOf(pod.containers ?? []);
      const last = before.get(name);
      if (counter === undefined || last?.at === counter.at) continue;
      before.set(name, counter);
      // A container that was started again counts from 0.
      if (last === undefined || counter.seconds < last.seconds) continue;
      const cores = (counter.seconds - last.seconds) / (counter.at - last.at);
      used.set(name, { from: last.at, to: counter.at, cores });
    }
    return { usages: used };
  };
}

type Containers = NonNullable<NonNullable<Summary["pods"]>[number]["containers"]>;

/** Containers are counted at moments that are nearly the same. */
function counterOf(containers: Containers): Counter | undefined {
  const counted = containers.filter(
    ({ name, cpu }) => name !== ISTIO_PROXY && cpu?.usageCoreNanoSeconds !== undefined,
  );
  if (counted.length === 0) return undefined;
  const moments = counted.map(({ cpu }) => Date.parse(cpu?.time ?? "") / 1000);
  return {
    at: Math.max(...moments),
    seconds: counted.reduce((sum, { cpu }) => sum + (cpu?.usageCoreNanoSeconds ?? 0) * 1e-9, 0),
  };
}
