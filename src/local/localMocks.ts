import { basename, resolve } from "node:path";
import type { ServiceConfig } from "../campaign/campaign.ts";
import { latencyFileOf, readLatencyFile } from "../latency/file.ts";
import { planLatency } from "../latency/planLatency.ts";
import type { Mock } from "../mock/mock.ts";
import { compile } from "../openapi/compile.ts";
import type { References } from "../openapi/document/references.ts";
import { loadStack } from "../plan/loadStack.ts";
import { faultless, type Plan, planStack } from "../plan/planStack.ts";
import { didYouMean, type Problem, UserError } from "../problem.ts";

/** One mock to serve on this machine. */
export interface LocalMock {
  /** With the whole plan of delays: where there is no mesh, the mock makes also those that the mesh would make. */
  mock: Mock;
  /** Path of its document, as the user wrote it. */
  document: string;
  /** Every file that it was made from, and its latency file even where there is none yet; absolute. */
  files: string[];
  /** Operations that were left out. */
  problems: Problem[];
}

/** One of a stack's. */
export interface StackMock extends LocalMock {
  config: ServiceConfig;
}

/** A stack as it is served on this machine. */
export interface LocalStack {
  plan: Plan;
  mocks: StackMock[];
}

/**
 * Loads a stack's mocks, and plans the rest of it.
 * @param services Names of those wanted; empty for all.
 * @throws {UserError} with every mistake in the stack, its documents and the other files that it names
 */
export function loadLocalStack(
  stack: string,
  root: string,
  services: string[],
  strict: boolean,
): LocalStack {
  const loaded = loadStack(stack, root, { services, strict });
  const names = loaded.campaign.services.map(({ name }) => name);
  const plan = planStack({
    ...loaded,
    problems: [...loaded.problems, ...unknownServices(services, names, stack)],
  });
  return {
    plan: faultless(plan),
    mocks: loaded.mocks.map((mock) => ({
      config: mock.config,
      mock: { service: mock.config.name, table: mock.table, latency: mock.plan },
      document: mock.config.spec,
      files: [...mock.files, resolve(root, latencyFileOf(mock.config.spec))],
      problems: mock.problems,
    })),
  };
}

function unknownServices(wanted: string[], names: string[], stack: string): Problem[] {
  return wanted
    .filter((service) => !names.includes(service))
    .map((service) => ({
      where: "--service",
      what: `stack ${stack} has no service "${service}"`,
      fix: didYouMean(service, names) ?? `It has ${names.join(", ")}.`,
    }));
}

/**
 * Mocks of documents alone, each with the latency file beside it, named by their files.
 * @throws UserError with every mistake in the documents and latency files
 */
export function mocksOfDocuments(
  documents: string[],
  strict: boolean,
  references?: References,
): LocalMock[] {
  const problems: Problem[] = [];
  const names = new Set<string>();
  const mocks = documents.flatMap((document) => {
    try {
      return [
        mockOfDocument(document, uniqueName(document, names), { strict, references }, problems),
      ];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new UserError(problems);
  return mocks;
}

function mockOfDocument(
  document: string,
  service: string,
  { strict, references }: { strict: boolean; references: References | undefined },
  problems: Problem[],
): LocalMock {
  const {
    table,
    files,
    problems: leftOut,
  } = compile(document, {
    strict,
    ...(references && { references }),
  });
  const latencyFile = latencyFileOf(document);
  const latency = planLatency(
    {
      table,
      spec: document,
      file: readLatencyFile(latencyFile, problems),
      config: { inject: "mock", enabled: true, routes: {} },
      where: document,
    },
    problems,
  );
  return {
    mock: { service, table, latency },
    document,
    files: [...files, resolve(latencyFile)],
    problems: leftOut,
  };
}

/** `shop/openapi.yaml` → `openapi`; a second one of that name → `openapi-2`. */
function uniqueName(document: string, taken: Set<string>): string {
  const stem = basename(document).replace(/\.(ya?ml|json)$/, "");
  let name = stem;
  for (let i = 2; taken.has(name); i++) name = `${stem}-${i}`;
  taken.add(name);
  return name;
}
