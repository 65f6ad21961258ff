import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { measureService, readMeasurements } from "../../src/loadtest/observe/measureService.ts";
import type { RunRecord } from "../../src/loadtest/runRecord.ts";
import { podThroughput } from "../../src/loadtest/sizing/podThroughput.ts";
import { serviceMeter } from "../../src/loadtest/sizing/serviceMeter.ts";
import { sizingPage } from "../../src/loadtest/sizing/sizingPage.ts";
import { UserError } from "../../src/problem.ts";
import { folderOfRun } from "./fetchRun.ts";
import type { Target } from "./target.ts";

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
  for (;;) {
    const { run, master } = await reporter.status();
    if (
      run === undefined ||
      master === undefined ||
      (watched !== undefined && run.id !== watched.id)
    )
      break;
    watched = run;
    await measureService({ service }, folderOfRun(loadTest, run.id), master);
    await wait();
  }
  if (watched === undefined) {
    const fix = "Start one, and measure while it is on.";
    throw new UserError([{ where: loadTest, what: "no run is on", fix }]);
  }
  const folder = folderOfRun(loadTest, watched.id);
  const measured = readMeasurements(folder);
  if (measured !== undefined) {
    writeFileSync(join(folder, "sizing.html"), sizingPage(watched, podThroughput(measured)));
  }
  return folder;
}
