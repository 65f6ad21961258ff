import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { announce, announceJson, makeWarner } from "./announce.ts";
import type { Command } from "./command.ts";
import { makeFleet } from "./fleet.ts";
import { type Following, follow, type Source } from "./follow.ts";
import { mocksOfDocuments, mocksOfStack } from "./localMocks.ts";
import { asTyped } from "./servedDocuments.ts";
import { untilStopped } from "./signals.ts";

const usage = `Usage: npm start -- [options] [document ...]

Serves the mocks of a stack on this machine, one port each, without cluster, cloud or Pulumi. Given OpenAPI
documents, serves those instead, each with the latency file beside it (shop.yaml, shop.latency.yaml).
There is no mesh here, so the mocks themselves make all delays, also those that the mesh makes in a cluster.
When a document, a latency file or the stack file changes, the mocks follow; a broken edit changes nothing.

Options:
  --stack <name>      Stack whose services are served, of Pulumi.<name>.yaml (default: stg)
  --service <name>    Only this service of the stack; may be repeated
  --port <number>     First port, counted up from for the next services; 0 takes any free ones (default: 4010)
  --host <address>    Address to listen on; 0.0.0.0 lets other machines in (default: 127.0.0.1)
  --strict            Fail when any operation of a document is unusable, instead of leaving it out
  --json              Print one JSON object with the services and their URLs instead of the table
  --no-watch          Do not follow changes of files
  -h, --help          This text`;

export const command: Command = {
  summary: "Serve the mocks on this machine",
  usage,
  run: start,
};

async function start(args: string[]): Promise<number> {
  const { values, positionals: documents } = parseArgs({ args, allowPositionals: true, options });
  const { host, port, strict, json } = values;
  if (documents.length > 0 && (values.stack !== undefined || values.service.length > 0)) {
    console.error(
      "--stack and --service choose from a stack; documents are served instead of one.",
    );
    return 2;
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    console.error(`--port: expected a number from 0 to 65535, received "${port}".`);
    return 2;
  }

  const source =
    documents.length > 0
      ? sourceOfDocuments(documents, strict)
      : sourceOfStack(values.stack ?? "stg", values.service, strict);
  // With --json, standard output holds that object and nothing else.
  const say = json ? console.error : console.log;
  const warn = makeWarner();
  const stopped = untilStopped(say);
  const mocks = source.load();
  warn(mocks);

  const fleet = makeFleet(host, Number(port));
  let following: Following | undefined;
  try {
    await fleet.become(mocks.map(({ mock }) => mock));
    if (!values["no-watch"]) following = follow(source, mocks, fleet, warn, say);
    if (json) {
      console.log(announceJson(mocks, fleet, source.stack));
    } else {
      console.log(announce(mocks, fleet, source.stack, host));
      console.log(following ? "Edits are taken up. Ctrl-C stops." : "Ctrl-C stops.");
    }
    await Promise.race([stopped, ...(following ? [following.failed] : [])]);
  } finally {
    await following?.close();
    await fleet.close();
  }
  return 0;
}

const options = {
  stack: { type: "string" },
  service: { type: "string", multiple: true, default: [] as string[] },
  port: { type: "string", default: "4010" },
  host: { type: "string", default: "127.0.0.1" },
  strict: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  "no-watch": { type: "boolean", default: false },
} as const;

function sourceOfStack(stack: string, services: string[], strict: boolean): Source {
  const root = process.cwd();
  return {
    stack,
    files: [resolve(root, `Pulumi.${stack}.yaml`)],
    load: () => mocksOfStack(stack, root, services, strict),
  };
}

function sourceOfDocuments(documents: string[], strict: boolean): Source {
  const paths = documents.map(asTyped);
  return { files: [], load: () => mocksOfDocuments(paths, strict) };
}
