import cluster from "node:cluster";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { loadWithReferences, readReferences } from "../src/local/fetchReferences.ts";
import { follow } from "../src/local/follow.ts";
import { mocksOfDocuments } from "../src/local/localMocks.ts";
import { fetchDocuments, readPlaces } from "../src/local/servedDocuments.ts";
import { makeSiteFleet } from "../src/local/siteFleet.ts";
import { received, UserError } from "../src/problem.ts";
import { isPrimary, runWorkers } from "../src/server/measure/workers.ts";
import type { Listening } from "../src/server/mockServer.ts";
import type { ServerOptions } from "../src/server/options.ts";
import { makeWarner } from "./announce.ts";
import { withoutBooleanValues } from "./booleanValues.ts";
import type { Command } from "./command.ts";
import { untilStopped } from "./signals.ts";

const usage = `Usage: npm run understudy -- serve [options] <document | URL> ...

Serves OpenAPI documents with the options of "prism mock". One document has the port for itself; several have
one port each, counted up. Documents that share a port are told apart by path or host:

  serve /payments=specs/payments.yaml /users=specs/users.yaml users.local=specs/users.yaml

Options:
  -p, --port <number>        Port; 0 takes a free one (default: 4010)
  --host <address>           Address to listen on, also -h; 0.0.0.0 lets other machines in (default: 127.0.0.1)
  -d, --dynamic              Make bodies from schemas at random
  --errors                   Answer violations with errors whatever replies the document has
  --no-cors                  Send no CORS headers; also --cors false
  --seed <text>              Make what is random the same in every run
  --ignoreExamples           Make bodies from schemas even where there are examples
  --no-json-schema-faker-fillProperties
                             Make only the members that a schema names
  -m, --multiprocess         As many workers as there are cores
  --workers <number>         So many processes that share the port (default: 1)
  --allow-refs <folder | URL>
                             Let "$ref" lead to what lies below, again for more; else only into the document's
                             folder, by URL as well
  --journal <number>         Remember so many requests, for /_understudy/requests
  -v, --verboseLevel <name>  silent prints errors alone; other names change nothing, requests are not logged
  --help                     This text`;

export const command: Command = {
  summary: "Serve documents, with the options of prism mock",
  usage,
  run: serve,
  ownsShortHelp: true,
};

const LEVELS = ["trace", "debug", "info", "success", "warn", "error", "fatal", "silent"];

async function serve(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: withoutBooleanValues(args, FLAGS),
    allowPositionals: true,
    allowNegative: true,
    options,
  });
  if (positionals.length === 0) {
    console.error("serve: expected a document, received nothing.");
    return 2;
  }
  const port = readNumber("--port", values.port, 0, 65_535);
  const journal =
    values.journal === undefined
      ? undefined
      : readNumber("--journal", values.journal, 1, 1_000_000);
  const asked = values.multiprocess ? String(availableParallelism()) : "1";
  const workers = readNumber("--workers", values.workers ?? asked, 1, 1024);
  if (!LEVELS.includes(values.verboseLevel)) {
    throw new UserError([
      {
        where: "--verboseLevel",
        what: `expected one of ${LEVELS.join(", ")}, received ${received(values.verboseLevel)}`,
      },
    ]);
  }
  if (isPrimary(workers)) return runWorkers(workers);
  try {
    return await serveHere(positionals, values, {
      port,
      ...(journal !== undefined && { journal }),
    });
  } finally {
    // A worker lives as long as its channel to the process that started it.
    if (process.connected) process.disconnect();
  }
}

async function serveHere(
  args: string[],
  values: Values,
  listening: Pick<Listening, "port" | "journal">,
): Promise<number> {
  const { host } = values;
  // Of several workers one speaks.
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
  const fleet = makeSiteFleet(places, { ...listening, host, options: optionsOf(values) });
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

const options = {
  port: { type: "string", short: "p", default: "4010" },
  host: { type: "string", short: "h", default: "127.0.0.1" },
  dynamic: { type: "boolean", short: "d", default: false },
  errors: { type: "boolean", default: false },
  cors: { type: "boolean", default: true },
  seed: { type: "string" },
  ignoreExamples: { type: "boolean", default: false },
  "json-schema-faker-fillProperties": { type: "boolean", default: true },
  multiprocess: { type: "boolean", short: "m", default: false },
  workers: { type: "string" },
  "allow-refs": { type: "string", multiple: true, default: [] as string[] },
  journal: { type: "string" },
  verboseLevel: { type: "string", short: "v", default: "info" },
} as const;

/** Options that Prism takes a `true` or `false` after. */
const FLAGS = [
  "-d",
  "-m",
  "--dynamic",
  "--errors",
  "--cors",
  "--ignoreExamples",
  "--multiprocess",
].concat("--json-schema-faker-fillProperties");

interface Values {
  host: string;
  "allow-refs": readonly string[];
  verboseLevel: string;
  dynamic: boolean;
  errors: boolean;
  cors: boolean;
  seed?: string | undefined;
  ignoreExamples: boolean;
  "json-schema-faker-fillProperties": boolean;
}

function optionsOf(values: Values): ServerOptions {
  const { dynamic, errors, cors, seed, ignoreExamples } = values;
  return {
    dynamic,
    errors,
    cors,
    ...(seed !== undefined && { seed }),
    ignoreExamples,
    fillProperties: values["json-schema-faker-fillProperties"],
  };
}

function readNumber(where: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  const what = `expected a number from ${least} to ${most}, received ${received(text)}`;
  throw new UserError([{ where, what }]);
}
