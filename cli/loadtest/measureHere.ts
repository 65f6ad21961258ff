import { Unreachable } from "../../src/loadtest/client/readyPod.ts";
import { measureService, readMeasurements } from "../../src/loadtest/observe/measureService.ts";
import type { RunRecord } from "../../src/loadtest/runRecord.ts";
import type { ServiceMeasurements } from "../../src/loadtest/serviceLoad.ts";
import { serviceMeter } from "../../src/loadtest/sizing/serviceMeter.ts";
import { UserError } from "../../src/problem.ts";
import { folderOfRun } from "./fetchRun.ts";
import { keepMeasurements } from "./keepMeasurements.ts";
import type { Target } from "./target.ts";

/** After so many failures in a row the reporter is taken to have gone with the run: whoever started it cleans up. */
const MOST_MISSED = 3;

/**
 * Measures the service under test until the run that is on ends, with the rights of the kubeconfig's user. Writes
 * `service.json` and `sizing.html` into the run's folder on this machine, and returns the folder.
 *
 * @throws {UserError} if no run is on, or the stack names no service
 */
export async function measureHere(
  {
    config,
    reporter,
    kubeConfig,
    loadTest,
    stack,
  }: Pick<Target, "config" | "reporter" | "kubeConfig" | "loadTest" | "stack">,
  wait: () => Promise<void>,
): Promise<string> {
  if (config.service === undefined) {
    const where = config.where ?? `Pulumi.${stack}.yaml`;
    const fix = "Write for instance: service: orders.shop";
    throw new UserError([{ where, what: "it names no service under test", fix }]);
  }
  const service = serviceMeter(kubeConfig, config.service, config.prometheus);
  let watched: RunRecord | undefined;
  let measured: ServiceMeasurements | undefined;
  for (let missed = 0; missed <= MOST_MISSED; ) {
    const status = await reporter.status().catch((error: unknown) => {
      if (watched === undefined || !(error instanceof Unreachable)) throw error;
      return undefined;
    });
    if (status === undefined) {
      missed += 1;
      await wait();
      continue;
    }
    missed = 0;
    const { run, master } = status;
    if (
      run === undefined ||
      master === undefined ||
      (watched !== undefined && run.id !== watched.id)
    )
      break;
    watched = run;
    const folder = folderOfRun(loadTest, run.id);
    await measureService({ service }, folder, master);
    measured = readMeasurements(folder);
    await wait();
  }
  if (watched === undefined) {
    const fix = "Start one, and measure while it is on.";
    throw new UserError([{ where: loadTest, what: "no run is on", fix }]);
  }
  const folder = folderOfRun(loadTest, watched.id);
  if (measured !== undefined) keepMeasurements(folder, watched, measured);
  return folder;
}
