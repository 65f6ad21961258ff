import { relative, resolve } from "node:path";
import { latencyFileOf, readLatencyFile } from "../latency/file.ts";
import type { LatencyPlan } from "../latency/plan.ts";
import { planLatency } from "../latency/planLatency.ts";
import { compile } from "../openapi/compile.ts";
import type { RouteTable } from "../openapi/table/table.ts";
import { attempt, type Problem } from "../problem.ts";
import type { Campaign, ServiceConfig } from "./campaign.ts";
import { isFile, noSuchFile } from "./noSuchFile.ts";

/** One service with everything that its mock is made of. */
export interface LoadedMock {
  config: ServiceConfig;
  table: RouteTable;
  /** The delays of the service, wherever they are made. */
  plan: LatencyPlan;
  /** Every file that was read, absolute. */
  files: string[];
  /** Operations that are left out. */
  problems: Problem[];
}

/** The problem of a Prism mock whose delays the mock itself would have to make. */
export const PRISM_CANNOT_WAIT = {
  what: "engine prism cannot make delays, and inject is mock",
  fix: "Write inject: mesh, engine: understudy or latency: none.",
};

/**
 * Compiles the documents of a campaign and merges their latency files with what the stack says. Every mistake in the
 * documents, in the latency files and in the routes that the stack names is added to `problems`; the mock of such a
 * service is left out.
 *
 * @param root Folder of the stack's file, from which the documents' paths start.
 * @param options.strict Whether an operation that would be left out is a mistake.
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

/** A path as problems show it, as in the documents' own: from the folder in which the command runs, if it is in it. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}

function isEmpty(plan: LatencyPlan): boolean {
  return plan.default === undefined && Object.keys(plan.routes).length === 0;
}
