import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { makeFleet } from "../src/local/fleet.ts";
import { type Following, follow, type Source } from "../src/local/follow.ts";
import { mocksOfDocuments, mocksOfStack } from "../src/local/localMocks.ts";
import { routedSource, startLocalRouter } from "../src/local/localRouter.ts";
import type { Router } from "../src/local/proxy/router.ts";
import { asTyped } from "../src/local/servedDocuments.ts";
import { readTargets } from "../src/local/targets.ts";
import { announce, announceJson, makeWarner } from "./announce.ts";
import { announceRouter, routerJson } from "./announceRouter.ts";
import type { Command } from "./command.ts";
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
  --router            Put a router in front that sends requests by their Host and route keys, as the mesh would
  --router-port <n>   Its port (default: 4000)
  --to <host>=<url>   Where a Service answers on this machine: payments.shop=http://localhost:3000; with a key,
                      payments.shop@pr-12=http://localhost:3000, a replica or your own process; may be repeated
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
  for (const [name, value] of Object.entries({ port, "router-port": values["router-port"] })) {
    if (/^\d{1,5}$/.test(value) && Number(value) <= 65535) continue;
    console.error(`--${name}: expected a number from 0 to 65535, received "${value}".`);
    return 2;
  }
  if (values.router && documents.length > 0) {
    console.error("--router routes a stack's services; documents have no hosts.");
    return 2;
  }
  if (!values.router && values.to.length > 0) {
    console.error("--to says where the router leads: add --router.");
    return 2;
  }

  const root = process.cwd();
  const ofStack = sourceOfStack(values.stack ?? "stg", root, values.service, strict);
  const routing = values.router && routedSource(ofStack, root, readTargets(values.to));
  const source = documents.length > 0 ? sourceOfDocuments(documents, strict) : routing || ofStack;
  // With --json, standard output holds that object and nothing else.
  const say = json ? console.error : console.log;
  const warn = makeWarner();
  const stopped = untilStopped(say);
  const mocks = source.load();
  warn(mocks);

  const fleet = makeFleet(host, Number(port));
  let following: Following | undefined;
  let router: Router | undefined;
  try {
    await fleet.become(mocks.map(({ mock }) => mock));
    let followed = fleet;
    if (routing) {
      const routerPort = Number(values["router-port"]);
      const started = await startLocalRouter(routing, fleet, { port: routerPort, host });
      router = started.router;
      followed = started.routed;
    }
    if (!values["no-watch"]) following = follow(source, mocks, followed, warn, say);
    const routed = routing && router && { rehearsal: routing.rehearsal(), url: router.url };
    if (json) {
      const more = routed ? { router: routerJson(routed.rehearsal, fleet, routed.url) } : {};
      console.log(JSON.stringify({ ...announceJson(mocks, fleet, source.stack), ...more }));
    } else {
      console.log(announce(mocks, fleet, source.stack, host));
      if (routed) console.log(`\n${announceRouter(routed.rehearsal, fleet, routed.url)}`);
      console.log(following ? "Edits are taken up. Ctrl-C stops." : "Ctrl-C stops.");
    }
    await Promise.race([stopped, ...(following ? [following.failed] : [])]);
  } finally {
    await following?.close();
    await router?.close();
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
  router: { type: "boolean", default: false },
  "router-port": { type: "string", default: "4000" },
  to: { type: "string", multiple: true, default: [] as string[] },
  "no-watch": { type: "boolean", default: false },
} as const;

function sourceOfStack(stack: string, root: string, services: string[], strict: boolean) {
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
