import cluster from "node:cluster";
import { availableParallelism } from "node:os";
import { loadWithReferences, readReferences } from "../src/local/fetchReferences.ts";
import { follow } from "../src/local/follow.ts";
import { mocksOfDocuments } from "../src/local/localMocks.ts";
import { fetchDocuments, readPlaces } from "../src/local/servedDocuments.ts";
import { makeSiteFleet } from "../src/local/siteFleet.ts";
import { createRequestLog, textLines } from "../src/server/measure/requestLog.ts";
import { isPrimary, runWorkers } from "../src/server/measure/workers.ts";
import type { ServerOptions } from "../src/server/options.ts";
import { makeWarner } from "./announce.ts";
import { defineCommand } from "./command/define.ts";
import type { Options, Values } from "./command/option.ts";
import { integer, oneOf } from "./command/readers.ts";
import { UsageError } from "./command/usageError.ts";
import { LAST_PORT, LOG } from "./commonOptions.ts";
import { untilStopped } from "./signals.ts";

const LEVELS = ["trace", "debug", "info", "success", "warn", "error", "fatal", "silent"] as const;

/** Levels at which Prism logs requests. */
const LOGGING: readonly string[] = ["trace", "debug", "info"];

const options = {
  port: {
    type: "string",
    short: "p",
    placeholder: "number",
    default: "4010",
    reader: integer(0, LAST_PORT),
    description: "Port; 0 takes a free one",
  },
  host: {
    type: "string",
    short: "h",
    placeholder: "address",
    default: "127.0.0.1",
    description: "Address to listen on; 0.0.0.0 admits other machines",
  },
  dynamic: { type: "boolean", short: "d", description: "Make bodies from schemas at random" },
  errors: {
    type: "boolean",
    description: "Answer violations with errors, whatever replies the document has",
  },
  cors: {
    type: "boolean",
    default: true,
    description: "Send no CORS headers; also --cors false",
  },
  seed: {
    type: "string",
    placeholder: "text",
    description: "Make random values the same in every run",
  },
  ignoreExamples: {
    type: "boolean",
    description: "Make bodies from schemas even where there are examples",
  },
  "json-schema-faker-fillProperties": {
    type: "boolean",
    default: true,
    description: "Make only the members that a schema names",
  },
  multiprocess: {
    type: "boolean",
    short: "m",
    description: "Run as many workers as there are cores",
  },
  workers: {
    type: "string",
    placeholder: "number",
    reader: integer(1, 1024),
    description: "How many processes share the port (default: 1)",
  },
  "allow-refs": {
    type: "string",
    placeholder: "folder | URL",
    multiple: true,
    completes: "folder",
    description:
      'Let "$ref" lead to what lies below this; by default only into the document\'s folder, by URL as well',
  },
  "fast-lane": {
    type: "boolean",
    default: true,
    description:
      "Let node:http read every request, also the plain ones that are read for less processor time",
  },
  journal: {
    type: "string",
    placeholder: "number",
    reader: integer(1, 1_000_000),
    description: "How many requests /_understudy/requests remembers",
  },
  log: LOG,
  verboseLevel: {
    type: "string",
    short: "v",
    placeholder: "name",
    reader: oneOf(LEVELS),
    description:
      "trace, debug and info log requests as --log does; silent prints errors alone; other levels change nothing",
  },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Serves OpenAPI documents and Postman collections with the options of "prism mock". A single document has the port for
    itself; several have one port each, counted up. Documents that share a port are told apart by path or host.`,
  options,
  positionals: { usage: "<document | URL> ..." },
  examples: [
    "understudy serve openapi.yaml -p 4020 --errors",
    "understudy serve /payments=specs/payments.yaml /users=specs/users.yaml users.local=specs/users.yaml",
  ],
  booleanValues: true,
  run: serve,
});

async function serve(values: Values<typeof options>, places: string[]): Promise<number> {
  if (places.length === 0) {
    throw new UsageError([{ where: "serve", what: "expected a document, received nothing" }]);
  }
  const workers = workersOf(values);
  if (isPrimary(workers)) return runWorkers(workers);
  try {
    return await serveHere(places, values);
  } finally {
    // A worker runs as long as its channel to the primary process is open.
    if (process.connected) process.disconnect();
  }
}

async function serveHere(args: string[], values: Values<typeof options>): Promise<number> {
  const { host, port, journal } = values;
  // Only the first of several workers prints.
  const quiet = values.verboseLevel === "silent" || (cluster.worker?.id ?? 1) > 1;
  const say = quiet ? () => {} : (text: string) => console.log(text);
  const warn = makeWarner();
  const stopped = untilStopped(say);
  const places = readPlaces(args);
  const documents = await fetchDocuments(places.map(({ document }) => document));
  const typed = places.map(({ document }) => document);
  const references = readReferences(values["allow-refs"], typed, documents);
  const source = { files: [], load: () => mocksOfDocuments(documents, false, references) };
  const mocks = await loadWithReferences(references, source.load);
  warn(mocks);
  const logs = values.log || LOGGING.includes(values.verboseLevel ?? "");
  const log = logs && createRequestLog(console.log, textLines(mocks.length > 1));
  const fleet = makeSiteFleet(places, {
    port,
    host,
    fastLane: values["fast-lane"],
    ...(journal !== undefined && { journal }),
    ...(log && { log }),
    options: serverOptions(values),
  });
  try {
    await fleet.become(mocks.map(({ mock }) => mock));
    const following = follow(source, mocks, fleet, warn, say);
    for (const { mock } of mocks) {
      say(`${mock.service}: ${mock.table.routes.length} routes at ${fleet.urlOf(mock.service)}`);
    }
    await Promise.race([stopped, following.failed]);
    await following.close();
  } finally {
    await fleet.close();
  }
  return 0;
}

function workersOf({ workers, multiprocess }: Values<typeof options>): number {
  return workers ?? (multiprocess ? availableParallelism() : 1);
}

function serverOptions(values: Values<typeof options>): ServerOptions {
  const { dynamic, errors, cors, seed, ignoreExamples } = values;
  return {
    dynamic,
    errors,
    cors,
    ...(seed !== undefined && { seed }),
    ignoreExamples,
    fillProperties: values["json-schema-faker-fillProperties"],
    workers: workersOf(values),
  };
}
