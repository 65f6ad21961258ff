import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { UserError } from "../../problem.ts";
import type { Place } from "../cluster/place.ts";
import { createGuard } from "../guard/createGuard.ts";
import { LOADTEST_PORTS } from "../places.ts";
import { storeOf } from "../store/storeOf.ts";
import { podEvents } from "./podEvents.ts";
import { podLogs } from "./podLogs.ts";
import { reporterServer } from "./reporterServer.ts";
import { reporting } from "./reporting.ts";
import { runKeeper } from "./runKeeper.ts";
import { takeOver } from "./takeOver.ts";

const POLL_MS = 2_000;

/**
 * The reporter: observes each run of the master, keeps its report, serves reports, and removes everything that is
 * forgotten. It ends by SIGTERM; the next one goes on where it was.
 *
 * @param reports folder of the claim's volume, or of the pod's own disk
 */
export async function report(place: Place, reports: string): Promise<void> {
  const { config, loadTest } = place.file;
  const end = new AbortController();
  process.once("SIGTERM", () => end.abort());
  requireWritable(reports, config.report.claim);
  const store = storeOf(config.report, loadTest, reports);
  const keeper = runKeeper(store, join(reports, loadTest), end.signal);
  await takeOver(place, keeper);
  const logs = podLogs(place, join(reports, ".logs", loadTest));
  const collectors = {
    logs,
    events: podEvents(place),
    guard: createGuard(place.kubeConfig, place.file),
  };
  const work = reporting(place, keeper, collectors, end.signal);
  const server = reporterServer(work, keeper).listen(LOADTEST_PORTS.reporter);
  await once(server, "listening");
  place.say(`Reports go to ${store.placeOf("")}`);
  while (!end.signal.aborted) {
    await work.step().catch((error) => place.say(String(error)));
    await setTimeout(POLL_MS, undefined, { signal: end.signal }).catch(() => undefined);
  }
  logs.stop();
  server.close();
  server.closeAllConnections();
}

/** @throws {UserError} when the reporter may not write its folder */
function requireWritable(folder: string, claim: string | undefined): void {
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const where = claim === undefined ? folder : `claim ${claim}`;
    throw new UserError([
      {
        where,
        what: `the reporter may not write there: ${reason}`,
        fix: "Give user and group 1000 the right to write the volume. Kubernetes does it itself (fsGroup) on volumes that are no folders of a node.",
      },
    ]);
  }
}
