import { connect } from "node:net";
import { join } from "node:path";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { UserError } from "../../problem.ts";
import { reporterClient } from "../client/reporterClient.ts";
import type { Place } from "../cluster/place.ts";
import { ownPods } from "../cluster/seen.ts";
import { readRecord } from "../observe/runFolder.ts";
import { LOADTEST_PORTS } from "../places.ts";
import { downloadRun } from "../store/downloadRun.ts";
import type { RunKeeper } from "./runKeeper.ts";

/**
 * Copies reports from the reporter that this one replaces: those that are on that pod's own disk alone. That one ends when
 * this one is ready, which is after this.
 *
 * @throws {UserError} if a report cannot be copied: this one must not become ready then
 */
export async function takeOver(
  place: Place,
  keeper: RunKeeper,
  port: number = LOADTEST_PORTS.reporter,
): Promise<void> {
  for (const { metadata, status } of (await ownPods(place)).filter(isBefore(place))) {
    const [name = "", host = ""] = [metadata?.name, status?.podIP];
    try {
      const before = reporterClient(async () => connect(port, host));
      const ids = await before.own();
      for (const id of ids) {
        const folder = join(keeper.folder, id);
        await downloadRun(before, id, folder);
        // A run that is on is observed further.
        if (readRecord(folder)?.end !== "running") await keeper.keep(id);
      }
      if (ids.length > 0) place.say(`Copied from ${name}, which ends now: ${ids.join(", ")}.`);
    } catch (error) {
      const what = `its reports could not be copied: ${error instanceof Error ? error.message : error}`;
      const fix =
        "It stays until they are. Fetch them with understudy loadtest report, then run loadtest-cleanup and loadtest-setup.";
      throw new UserError([{ where: `Pod ${name}`, what, fix }]);
    }
  }
}

/** Returns whether a pod is a reporter that runs beside this one. */
function isBefore({ file, pod }: Place): (other: Pod) => boolean {
  return ({ metadata, status }) =>
    metadata?.labels?.app === file.names.reporter &&
    metadata.name !== pod &&
    metadata.deletionTimestamp === undefined &&
    status?.phase === "Running" &&
    status.podIP !== undefined;
}
