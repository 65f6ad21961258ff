import type { Campaign } from "../campaign/campaign.ts";
import { loadBaseRoutes } from "../campaign/loadBaseRoutes.ts";
import { type LoadedMock, loadMocks } from "../campaign/loadMocks.ts";
import type { Reading } from "../config/read.ts";
import { readCampaign } from "../config/readCampaign.ts";
import type { Problem } from "../problem.ts";
import { type LoadedLoadTest, loadLoadTests } from "./loadLoadTests.ts";

/** A stack with the content of all its files. */
export interface LoadedStack {
  /** Includes the team's own routes from files. */
  campaign: Campaign;
  /** Folder of the stack's file, which paths in it are relative to. */
  root: string;
  /** One for each service whose document could be compiled. */
  mocks: LoadedMock[];
  /** One for each load test, with its scripts. */
  loadTests: LoadedLoadTest[];
  /** Every mistake in the stack's values and in the files that it names, as found, without lines. */
  problems: Problem[];
  /** What works in the stack's values, but is unwise. */
  warnings: Problem[];
}

export interface LoadOptions {
  /** The stack's values from Pulumi (`stackConfig`). Without them the stack's file is read. */
  values?: Record<string, unknown>;
  /** Names of the wanted services; empty for all. */
  services?: readonly string[];
  /** Whether an operation that would be left out of a mock is a mistake. */
  strict?: boolean;
  /** Whether the load tests are left out, whose scripts may not be there yet. */
  withoutLoadTests?: boolean;
}

/**
 * Reads a stack and the files that it names: documents, latency files, the team's own routes, scripts of load
 * tests.
 *
 * @param stack the stack's name: `stg` for `Pulumi.stg.yaml`
 * @param root folder of the stack's file
 * @throws {UserError} when the stack does not exist, or its file is not YAML, so that there is nothing to load
 */
export function loadStack(stack: string, root: string, options: LoadOptions = {}): LoadedStack {
  return loadReading(readCampaign(stack, root, options.values), root, options);
}

/** Loads the files of a stack whose values were already read. */
export function loadReading(
  { campaign: read, problems: wrong, warnings = [] }: Reading,
  root: string,
  { services = [], strict = false, withoutLoadTests = false }: Omit<LoadOptions, "values"> = {},
): LoadedStack {
  const problems = [...wrong];
  const wanted = read.services.filter(
    ({ name }) => services.length === 0 || services.includes(name),
  );
  const mocks = loadMocks({ services: wanted }, root, { strict }, problems);
  const campaign = loadBaseRoutes(read, root, problems);
  const loadTests = withoutLoadTests ? [] : loadLoadTests(campaign, root, problems);
  return { campaign, root, mocks, loadTests, problems, warnings };
}
