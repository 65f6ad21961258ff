import { basename, resolve } from "node:path";
import type { ServiceConfig } from "../campaign/campaign.ts";
import { latencyFileOf, readLatencyFile } from "../latency/file.ts";
import { planLatency } from "../latency/planLatency.ts";
import type { Mock } from "../mock/mock.ts";
import { compile } from "../openapi/compile.ts";
import type { References } from "../openapi/document/references.ts";
import { type LoadOptions, loadStack } from "../plan/loadStack.ts";
import { faultless, type Plan, planStack } from "../plan/planStack.ts";
import { didYouMean, type Problem, UserError } from "../problem.ts";

/** One mock that is served on this machine. */
export interface LocalMock {
  /** Has the whole plan of delays: there is no mesh, so the mock also makes the delays that the mesh would make. */
  mock: Mock;
  /** Path of its document as the user wrote it. */
  document: string;
  /** Absolute paths of all files that it is made from, and of its latency file even if that does not exist. */
  files: string[];
  /** Operations that are left out. */
  problems: Problem[];
}

/** A mock of a stack. */
export interface StackMock extends LocalMock {
  config: ServiceConfig;
}

/** A stack as it is served on this machine. */
export interface LocalStack {
  plan: Plan;
  mocks: StackMock[];
}

/**
 * Loads a stack's mocks, and plans the rest of the stack.
 *
 * @param services names of the wanted services; empty for all
 * @throws {UserError} with every mistake in the stack, its documents and the other files that it names
 */
export function loadLocalStack(
  stack: string,
  root: string,
  services: string[],
  strict: boolean,
  options: Pick<LoadOptions, "withoutLoadTests"> = {},
): LocalStack {
  const loaded = loadStack(stack, root, { services, strict, ...options });
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
 * Returns a mock for each document, with the latency file beside it, named after the document's file.
 *
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

/** Returns `openapi` for `shop/openapi.yaml`, and `openapi-2` for a second document of that name. */
function uniqueName(document: string, taken: Set<string>): string {
  const stem = basename(document).replace(/\.(ya?ml|json)$/, "");
  let name = stem;
  for (let i = 2; taken.has(name); i++) name = `${stem}-${i}`;
  taken.add(name);
  return name;
}
