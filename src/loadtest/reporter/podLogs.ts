import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ContainerStatus, Pod } from "kubernetes-types/core/v1.d.ts";
import { isoSeconds } from "../../isoSeconds.ts";
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

interface Read {
  state: "on" | "ended" | "broken";
  /** RFC 3339, in seconds: lines of the last second may be there twice. */
  brokenAt?: string | undefined;
}

/** @param folder where the logs are written while they are followed; it is emptied */
export function podLogs(place: Place, folder: string): PodLogs {
  const followed = new Map<string, Followed>();
  /** What is or was read of containers, by their ids: one that is started again has another. */
  const reads = new Map<string, Read>();
  const stop = new AbortController();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  function follow(pod: string, container: string, id: string): void {
    const file = join(folder, `${pod}.${container}.log`);
    const path = `${listPath("Pod", place.file.names.namespace)}/${pod}/log?container=${container}`;
    const { brokenAt } = reads.get(id) ?? {};
    const since = brokenAt === undefined ? "" : `&sinceTime=${brokenAt}`;
    followed.set(`${pod}.${container}`, { file, lastSeen: Date.now() });
    reads.set(id, { state: "on" });
    followLog(place, path + since, file, stop.signal).then(
      () => reads.set(id, { state: "ended", brokenAt: isoSeconds(Date.now()) }),
      // Before anything was read, all of it is missing.
      () =>
        reads.set(id, {
          state: "broken",
          brokenAt: existsSync(file) ? isoSeconds(Date.now()) : undefined,
        }),
    );
  }

  /** API servers and kubelets end long connections. A container that goes on, or one whose log broke off, has more to read. */
  function isToFollow({ containerID = "", state }: ContainerStatus): boolean {
    const read = reads.get(containerID)?.state;
    return read === undefined || read === "broken" || (read === "ended" && !!state?.running);
  }

  return {
    look(pods) {
      for (const { metadata, status } of pods) {
        const pod = metadata?.name ?? "";
        for (const container of startedContainers(status)) {
          const one = followed.get(`${pod}.${container.name}`);
          if (one !== undefined) one.lastSeen = Date.now();
          if (isToFollow(container)) follow(pod, container.name, container.containerID ?? "");
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
