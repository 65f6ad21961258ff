import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { listPath } from "../cluster/objects.ts";
import type { Place } from "../cluster/place.ts";
import { readObject } from "../cluster/read.ts";
import { ownPods } from "../cluster/seen.ts";
import type { LeakGuard } from "../guard/leakGuard.ts";
import { writeWhole } from "../observe/runFolder.ts";
import type { Surroundings } from "../observe/surroundings.ts";
import { serviceMeter } from "../sizing/serviceMeter.ts";
import type { PodEvents } from "./podEvents.ts";
import type { PodLogs } from "./podLogs.ts";

export interface Collectors {
  logs: PodLogs;
  events: PodEvents;
  guard: LeakGuard;
}

/** Returns what is around a master in the cluster, for one run that has just begun. */
export async function clusterSurroundings(
  place: Place,
  { logs, events, guard }: Collectors,
): Promise<Surroundings> {
  const { names, config } = place.file;
  const { service, prometheus } = config;
  const masterPath = `${listPath("Pod", names.namespace)}/${names.master}`;
  const uid = (await readObject<Pod>(place, masterPath))?.metadata?.uid;
  await guard.begin();
  return {
    async workers() {
      const pods = await ownPods(place);
      logs.look(pods);
      return pods
        .filter(({ metadata }) => metadata?.name?.startsWith(`${names.worker}-`))
        .map(({ metadata, status }) => ({
          name: metadata?.name ?? "",
          restarts: restartsOf(status),
        }));
    },
    async isMasterGone() {
      const pod = await readObject<Pod>(place, masterPath);
      const phase = pod?.status?.phase;
      const isEnding = pod?.metadata?.deletionTimestamp !== undefined;
      const isOver = phase === "Failed" || phase === "Succeeded";
      return pod?.metadata?.uid !== uid || isEnding || isOver;
    },
    async collect(folder, since) {
      logs.copy(folder, since);
      await events.look();
      writeWhole(folder, "events.txt", events.text());
    },
    leaks: () => guard.leaks(),
    ...(service !== undefined && { service: serviceMeter(place.kubeConfig, service, prometheus) }),
  };
}

function restartsOf(status: Pod["status"]): number {
  const counts = (status?.containerStatuses ?? []).map(({ restartCount }) => restartCount);
  return counts.reduce((sum, count) => sum + count, 0);
}
