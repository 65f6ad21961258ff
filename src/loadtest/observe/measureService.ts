import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { MasterState } from "../masterState.ts";
import type { ServiceMeasurements } from "../serviceLoad.ts";
import { writeWhole } from "./runFolder.ts";
import type { Surroundings } from "./surroundings.ts";

const FILE = "service.json";

/** Adds what the service under test uses now to `service.json` of the run's folder, if it can be measured here. */
export async function measureService(
  { service }: Pick<Surroundings, "service">,
  folder: string,
  state: MasterState,
): Promise<void> {
  if (service === undefined) return;
  const measured = readMeasurements(folder) ?? {
    format: 1,
    service: service.name,
    counts: [],
    loads: [],
    problems: [],
  };
  const at = Date.now() / 1000;
  const count = { at, requests: state.requests, users: state.users.now };
  const found = await service.load();
  const loads = found.load === undefined ? [] : [found.load];
  const problems = new Set([
    ...measured.problems,
    ...(found.problem === undefined ? [] : [found.problem]),
  ]);
  const next: ServiceMeasurements = {
    ...measured,
    counts: [...measured.counts, count],
    loads: [...measured.loads, ...loads],
    problems: [...problems],
  };
  writeMeasurements(folder, next);
}

export function writeMeasurements(folder: string, measured: ServiceMeasurements): void {
  writeWhole(folder, FILE, JSON.stringify(measured));
}

/** Returns what was measured of the service under test, or undefined if nothing was. */
export function readMeasurements(folder: string): ServiceMeasurements | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, FILE), "utf8"));
  } catch {
    return undefined;
  }
}
