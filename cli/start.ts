import { resolve } from "node:path";
import { stackFileOf } from "../src/config/stackFile.ts";
import { makeFleet } from "../src/local/fleet.ts";
import { type Following, follow, type Source } from "../src/local/follow.ts";
import {
  type LocalMock,
  type LocalStack,
  loadLocalStack,
  mocksOfDocuments,
} from "../src/local/localMocks.ts";
import { routedSource, type StackSource, startLocalRouter } from "../src/local/localRouter.ts";
import type { RoutingProxy } from "../src/local/proxy/routingProxy.ts";
import { asTyped } from "../src/local/servedDocuments.ts";
import { readTargets } from "../src/local/targets.ts";
import { createRequestLog, textLines } from "../src/server/measure/requestLog.ts";
import { announce, announceJson, makeWarner } from "./announce.ts";
import { announceRouter, routerJson } from "./announceRouter.ts";
import { defineCommand } from "./command/define.ts";
import type { Options, Values } from "./command/option.ts";
import { integer } from "./command/readers.ts";
import { UsageError } from "./command/usageError.ts";
import { LAST_PORT, LOG, STRICT } from "./commonOptions.ts";
import { untilStopped } from "./signals.ts";

const options = {
  stack: {
    type: "string",
    placeholder: "name",
    completes: "stack",
    description:
      "Stack whose services are served, by the name in Pulumi.<name>.yaml (default: stg)",
  },
  service: {
    type: "string",
    placeholder: "name",
    multiple: true,
    description: "Only this service of the stack",
  },
  port: {
    type: "string",
    placeholder: "number",
    default: "4010",
    reader: integer(0, LAST_PORT),
    description: "First port, counted up for each further service; 0 takes any free ports",
  },
  host: {
    type: "string",
    placeholder: "address",
    default: "127.0.0.1",
    description: "Address to listen on; 0.0.0.0 admits other machines",
  },
  strict: STRICT,
  json: {
    type: "boolean",
    description: "Print one JSON object with the services and their URLs, instead of the table",
  },
  router: {
    type: "boolean",
    description:
      "Put a router in front that sends requests by their Host and route keys, as the mesh would. A mock plays a Service that is not on this machine, if a document with its name lies beside the stack's documents",
  },
  "router-port": {
    type: "string",
    placeholder: "number",
    default: "4000",
    reader: integer(0, LAST_PORT),
    description: "The router's port",
  },
  to: {
    type: "string",
    placeholder: "host=url",
    multiple: true,
    description:
      "Address of a Service on this machine: payments.shop=http://localhost:3000; with a key, payments.shop@pr-12=http://localhost:3000, the address of its replica. Either may be your own process",
  },
  log: LOG,
  watch: { type: "boolean", default: true, description: "Do not follow changes of files" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Serves the mocks of a stack on this machine, one port each, without a cluster, a cloud or Pulumi. If OpenAPI
    documents or Postman collections are given, serves these instead, each with the latency file beside it (shop.yaml, shop.latency.yaml).

    There is no mesh here, so the mocks make all delays themselves, including those that the mesh makes in a cluster.
    When a document, a latency file or the stack file changes, the mocks follow; a broken edit changes nothing.`,
  options,
  positionals: { usage: "[document ...]" },
  examples: [
    "understudy start --stack stg",
    "understudy start openapi.yaml",
    "understudy start --stack routing --router",
    "understudy start --stack routing --router --to catalog.shop@pr-12=http://localhost:3000",
  ],
  run: start,
});

async function start(values: Values<typeof options>, documents: string[]): Promise<number> {
  const { host, strict, json } = values;
  const wrong = wrongCombination(values, documents);
  if (wrong !== undefined) throw new UsageError([wrong]);
  const root = process.cwd();
  const ofStack = sourceOfStack(values.stack ?? "stg", root, values.service, strict);
  const routing = values.router && routedSource(ofStack, root, readTargets(values.to), strict);
  const source = documents.length > 0 ? sourceOfDocuments(documents, strict) : routing || ofStack;
  // With --json, standard output holds that object and nothing else.
  const say = json ? console.error : console.log;
  const warn = makeWarner();
  const stopped = untilStopped(say);
  const mocks = source.load();
  warn(mocks);

  const log = values.log ? createRequestLog(say, textLines(mocks.length > 1)) : undefined;
  const fleet = makeFleet(host, values.port, log);
  let following: Following | undefined;
  let router: RoutingProxy | undefined;
  try {
    await fleet.become(mocks.map(({ mock }) => mock));
    let followed = fleet;
    if (routing) {
      const listening = { port: values["router-port"], host };
      const started = await startLocalRouter(routing, fleet, listening);
      router = started.router;
      followed = started.routed;
    }
    if (values.watch) following = follow(source, mocks, followed, warn, say);
    const routed = routing && router && { rehearsal: routing.rehearsal(), url: router.url };
    const standIns: LocalMock[] = routed ? routed.rehearsal.standIns : [];
    const services = mocks.filter((mock) => !standIns.includes(mock));
    if (json) {
      const more = routed ? { router: routerJson(routed.rehearsal, fleet, routed.url) } : {};
      console.log(JSON.stringify({ ...announceJson(services, fleet, source.stack), ...more }));
    } else {
      console.log(announce(services, fleet, source.stack, host));
      if (routed) console.log(`\n${announceRouter(routed.rehearsal, mocks, fleet, routed.url)}`);
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

function wrongCombination(values: Values<typeof options>, documents: string[]) {
  const { stack, service, router, to } = values;
  if (documents.length > 0 && (stack !== undefined || service.length > 0)) {
    const what = "choose from a stack; documents are served instead of one";
    return { where: "--stack and --service", what };
  }
  if (router && documents.length > 0) {
    return {
      where: "--router",
      what: "routes a stack's services; documents have no hosts",
    };
  }
  if (!router && to.length > 0) {
    return { where: "--to", what: "says where the router leads", fix: "Add --router." };
  }
  return undefined;
}

function sourceOfStack(
  stack: string,
  root: string,
  services: string[],
  strict: boolean,
): StackSource {
  let latest: LocalStack | undefined;
  return {
    stack,
    files: [resolve(root, stackFileOf(stack))],
    load() {
      latest = loadLocalStack(stack, root, services, strict);
      return latest.mocks;
    },
    plan() {
      if (latest === undefined) throw new Error("the stack has not been loaded");
      return latest.plan;
    },
  };
}

function sourceOfDocuments(documents: string[], strict: boolean): Source {
  const paths = documents.map(asTyped);
  return { files: [], load: () => mocksOfDocuments(paths, strict) };
}
