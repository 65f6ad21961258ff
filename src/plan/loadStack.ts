import type { Campaign } from "../campaign/campaign.ts";
import { loadBaseRoutes } from "../campaign/loadBaseRoutes.ts";
import { type LoadedMock, loadMocks } from "../campaign/loadMocks.ts";
import type { Reading } from "../config/read.ts";
import { readCampaign } from "../config/readCampaign.ts";
import type { Problem } from "../problem.ts";

/** A stack with everything that its files say. */
export interface LoadedStack {
  /** With the team's own routes that its files have. */
  campaign: Campaign;
  /** Folder of the stack's file, from which the paths in it start. */
  root: string;
  /** One for each service whose document could be compiled. */
  mocks: LoadedMock[];
  /** Every mistake in the stack's values and in the files that it names; as they were found, without lines. */
  problems: Problem[];
  /** What works in the stack's values, but is unwise. */
  warnings: Problem[];
}

export interface LoadOptions {
  /** What Pulumi has of the stack (`stackConfig`). Without it the stack's file is read. */
  values?: Record<string, unknown>;
  /** Names of the services that are wanted; empty for all. */
  services?: readonly string[];
  /** Whether an operation that would be left out of a mock is a mistake. */
  strict?: boolean;
}

/**
 * Reads a stack and the files that it names: documents, latency files, the team's own routes.
 *
 * @param stack The stack's name: `stg` of `Pulumi.stg.yaml`.
 * @param root Folder of the stack's file.
 * @throws {UserError} when there is no such stack, or its file is not YAML: then there is nothing to load
 */
export function loadStack(stack: string, root: string, options: LoadOptions = {}): LoadedStack {
  return loadReading(readCampaign(stack, root, options.values), root, options);
}

/** Loads the files of a stack that was read already. */
export function loadReading(
  { campaign: read, problems: wrong, warnings = [] }: Reading,
  root: string,
  { services = [], strict = false }: Omit<LoadOptions, "values"> = {},
): LoadedStack {
  const problems = [...wrong];
  const wanted = read.services.filter(
    ({ name }) => services.length === 0 || services.includes(name),
  );
  const mocks = loadMocks({ services: wanted }, root, { strict }, problems);
  const campaign = loadBaseRoutes(read, root, problems);
  return { campaign, root, mocks, problems, warnings };
}
