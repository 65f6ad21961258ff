import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Surroundings } from "../observe/surroundings.ts";
import type { LocalLocust } from "./startLocust.ts";

/** Returns what is around a master on this machine: its log and those of its workers. */
export function localSurroundings({ processes }: Pick<LocalLocust, "processes">): Surroundings {
  const [master] = processes;
  return {
    workers: async () => [],
    isMasterGone: async () => master?.hasEnded() ?? true,
    async collect(folder) {
      const logs = join(folder, "logs");
      mkdirSync(logs, { recursive: true });
      for (const { name, log } of processes) copyFileSync(log, join(logs, `${name}.log`));
    },
    leaks: async () => undefined,
  };
}
