import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ContainerStatus, Pod } from "kubernetes-types/core/v1.d.ts";
import { listPath } from "../cluster/objects.ts";
import type { Place } from "../cluster/place.ts";
import { followLog } from "./followLog.ts";

/** Follows the logs of all pods, because a pod that goes takes its log with it. */
export interface PodLogs {
  /** Follows the containers that have started since. */
  look(pods: readonly Pod[]): void;
  /** Copies the logs of all pods that were there at a moment or later. */
  copy(folder: string, since: Date): void;
  stop(): void;
}

interface Followed {
  file: string;
  lastSeen: number;
}

/** @param folder where the logs are written while they are followed; it is emptied */
export function podLogs(place: Place, folder: string): PodLogs {
  const followed = new Map<string, Followed>();
  /** Containers by their ids: one that is started again has another. */
  const begun = new Set<string>();
  const stop = new AbortController();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  function follow(pod: string, container: string): void {
    const file = join(folder, `${pod}.${container}.log`);
    const path = `${listPath("Pod", place.file.names.namespace)}/${pod}/log?container=${container}`;
    followed.set(`${pod}.${container}`, { file, lastSeen: Date.now() });
    // A log that breaks off is as it was until then.
    followLog(place, path, file, stop.signal).catch(() => undefined);
  }

  return {
    look(pods) {
      for (const { metadata, status } of pods) {
        const pod = metadata?.name ?? "";
        for (const container of startedContainers(status)) {
          const one = followed.get(`${pod}.${container.name}`);
          if (one !== undefined) one.lastSeen = Date.now();
          const id = container.containerID ?? "";
          if (begun.has(id)) continue;
          begun.add(id);
          follow(pod, container.name);
        }
      }
    },
    copy(to, since) {
      for (const [name, { file, lastSeen }] of followed) {
        if (lastSeen < since.getTime() || !existsSync(file)) continue;
        mkdirSync(join(to, "logs"), { recursive: true });
        cpSync(file, join(to, "logs", `${name}.log`));
      }
    },
    stop: () => stop.abort(),
  };
}

function startedContainers(status: Pod["status"]): ContainerStatus[] {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return all.filter(
    ({ containerID, state }) => containerID && (state?.running || state?.terminated),
  );
}
