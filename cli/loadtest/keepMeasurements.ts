import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readMeasurements, writeMeasurements } from "../../src/loadtest/observe/measureService.ts";
import type { RunRecord } from "../../src/loadtest/runRecord.ts";
import type { ServiceMeasurements } from "../../src/loadtest/serviceLoad.ts";
import { podThroughput } from "../../src/loadtest/sizing/podThroughput.ts";
import { sizingPage } from "../../src/loadtest/sizing/sizingPage.ts";

/**
 * Writes what was measured here of the service under test into a run's folder, with its page, unless the folder has more of
 * it: the run is also fetched into this folder, and the reporter may have measured the service as well, or may not have been
 * allowed to.
 */
export function keepMeasurements(
  folder: string,
  record: RunRecord,
  measured: ServiceMeasurements,
): void {
  const { loads = [] } = readMeasurements(folder) ?? {};
  if (loads.length > measured.loads.length) return;
  writeMeasurements(folder, measured);
  writeFileSync(join(folder, "sizing.html"), sizingPage(record, podThroughput(measured)));
}
