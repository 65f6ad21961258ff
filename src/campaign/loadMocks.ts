import { relative, resolve } from "node:path";
import { latencyFileOf, readLatencyFile } from "../latency/file.ts";
import type { LatencyPlan } from "../latency/plan.ts";
import { planLatency } from "../latency/planLatency.ts";
import { compile } from "../openapi/compile.ts";
import type { RouteTable } from "../openapi/table/table.ts";
import { attempt, type Problem } from "../problem.ts";
import type { Campaign, ServiceConfig } from "./campaign.ts";
import { isFile, noSuchFile } from "./noSuchFile.ts";

/** One service with everything that its mock is made from. */
export interface LoadedMock {
  config: ServiceConfig;
  table: RouteTable;
  /** The delays of the service, wherever they are made. */
  plan: LatencyPlan;
  /** Absolute paths of all files that were read. */
  files: string[];
  /** Operations of the document that are left out. */
  problems: Problem[];
}

/** The problem of a Prism mock that would have to make its delays itself. */
export const PRISM_CANNOT_WAIT = {
  what: "engine prism cannot make delays, and inject is mock",
  fix: "Write inject: mesh, engine: understudy or latency: none.",
};

/**
 * Compiles the documents of a campaign and merges their latency files with the stack's settings. Adds every mistake in
 * the documents, in the latency files and in the routes that the stack names to `problems`, and leaves out the mock of
 * such a service.
 *
 * @param root folder of the stack's file, which the paths of documents are relative to
 * @param options.strict whether an operation that would be left out is a mistake
 */
export function loadMocks(
  { services }: Pick<Campaign, "services">,
  root: string,
  options: { strict?: boolean },
  problems: Problem[],
): LoadedMock[] {
  return services.flatMap((config) => loadMock(config, root, options, problems) ?? []);
}

function loadMock(
  config: ServiceConfig,
  root: string,
  options: { strict?: boolean },
  problems: Problem[],
): LoadedMock | undefined {
  const where = config.where ?? config.name;
  const path = resolve(root, config.spec);
  if (!isFile(path)) {
    problems.push(noSuchFile(config.spec, root, `${where}.spec`));
    return undefined;
  }
  const document = shown(path);
  const compiled = attempt(problems, () => compile(document, options));
  const before = problems.length;
  const latencyFile = readLatencyFile(latencyFileOf(document), problems);
  if (compiled === undefined) return undefined;
  const { table } = compiled;
  const plan = planLatency(
    {
      table,
      spec: config.spec,
      file: latencyFile,
      config: config.latency,
      where: `${where}.latency`,
    },
    problems,
  );
  if (config.engine === "prism" && config.latency.inject === "mock" && !isEmpty(plan)) {
    problems.push({ where: `${where}.engine`, ...PRISM_CANNOT_WAIT });
  }
  if (problems.length > before) return undefined;
  const files = latencyFile === undefined ? [] : [resolve(latencyFile.file)];
  return { config, table, plan, files: [...compiled.files, ...files], problems: compiled.problems };
}

/**
 * Returns a path as problems show it: relative to the working directory if it lies below it, like the documents' own
 * problems.
 */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}

function isEmpty(plan: LatencyPlan): boolean {
  return plan.default === undefined && Object.keys(plan.routes).length === 0;
}
