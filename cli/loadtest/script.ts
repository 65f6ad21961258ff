import { resolve } from "node:path";
import type { ServiceConfig } from "../../src/campaign/campaign.ts";
import type { LoadTestConfig } from "../../src/campaign/loadTest.ts";
import { loadTestOf } from "../../src/campaign/loadTestOf.ts";
import { mockNames } from "../../src/campaign/mockNames.ts";
import { ROUTER } from "../../src/config/schema/router.ts";
import { latencyFileOf, readLatencyFile } from "../../src/latency/file.ts";
import { locustfile, type WeightedService } from "../../src/loadtest/script/locustfile.ts";
import { metricsCounts, pulledCounts } from "../../src/loadtest/script/measuredCounts.ts";
import { requestsOf } from "../../src/loadtest/script/tryOut.ts";
import { type Counts, weightsOf } from "../../src/loadtest/script/weights.ts";
import { ownModuleOf, writeScript } from "../../src/loadtest/script/writeScript.ts";
import { plural } from "../../src/loadtest/verdict/units.ts";
import { type LocalMock, loadLocalStack, mocksOfDocuments } from "../../src/local/localMocks.ts";
import { didYouMean, received, UserError } from "../../src/problem.ts";
import { BAGGAGE_MEMBER } from "../../src/routing/routeKey.ts";
import { shellWord } from "../../src/shellWord.ts";
import { findMock, readMetrics } from "../../src/sources/mock/readMock.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { UsageError } from "../command/usageError.ts";
import { stackOption } from "../commonOptions.ts";
import { targetOptions } from "./options.ts";

const options = {
  stack: stackOption("Stack with the services and the load test"),
  name: targetOptions.name,
  services: {
    type: "string",
    placeholder: "names",
    description:
      "Services of the stack, separated by commas. By default all, if no documents are named",
  },
  out: {
    type: "string",
    placeholder: "file",
    completes: "file",
    description:
      "File to write. By default the load test's script in its folder: loadtest/script.py",
  },
  weight: {
    type: "string",
    placeholder: "route=number",
    multiple: true,
    description:
      'How often a route is requested beside the others: "GET /users/{id}=12". 0 leaves it out',
  },
  "weights-from": {
    type: "string",
    placeholder: "url",
    description:
      "Address of a running mock whose counts of requests are the weights. By default those that latency pull has measured in production",
  },
  force: { type: "boolean", description: "Overwrite a script that was changed by hand" },
  json: { type: "boolean", description: "Print one JSON object instead of text" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Writes a script for Locust from the documents that the mocks serve: a task for each route, with valid requests that
    differ, named by the path template, with the route key and the host of the stack's load test.

    Your own code belongs in the file that is written beside it once. Run the command again after a change of a document:
    a script that was changed by hand is not overwritten.`,
  options,
  positionals: { usage: "[document ...]" },
  examples: [
    "understudy loadtest script --stack stg --services orders,payments --out loadtest/orders.py",
    "understudy loadtest script specs/orders.yaml --weight 'GET /orders/{orderId}=12'",
  ],
  run: script,
});

/** A document for which tasks are written. */
interface Source {
  mock: LocalMock;
  /** Undefined for a document that is no mock of the stack. */
  config?: ServiceConfig;
}

async function script(values: Values<typeof options>, documents: string[]): Promise<number> {
  const { stack, out, force, json } = values;
  const root = process.cwd();
  const services = (values.services ?? "").split(",").map((name) => name.trim());
  const { mocks, plan } = loadLocalStack(stack, root, services.filter(Boolean), false, {
    withoutLoadTests: true,
  });
  const { campaign } = plan;
  const hasLoadTest = (campaign.loadtests ?? []).length > 0 || values.name !== undefined;
  const loadTest = hasLoadTest ? loadTestOf(campaign, values.name) : undefined;
  const ofStack = documents.length > 0 && values.services === undefined ? [] : mocks;
  const sources: Source[] = [
    ...ofStack.map((mock) => ({ mock, config: mock.config })),
    ...mocksOfDocuments(documents, false).map((mock) => ({ mock })),
  ];
  const given = givenWeights(values.weight, sources);
  const measured = await measuredWeights(values["weights-from"], sources, root);
  const file = out ?? `${loadTest?.scripts ?? "loadtest"}/${loadTest?.script ?? "script.py"}`;
  const tried = await Promise.all(sources.map(({ mock }) => requestsOf(mock.mock, mock.document)));
  const totals = measured.map((counts) => [...counts.values()].reduce((a, b) => a + b, 0));
  const shares = weightsOf(
    sources.map((_, i) => String(i)),
    new Map(totals.map((total, i) => [String(i), total])),
  );
  const weighted = tried.map((service, i): WeightedService => {
    const keys = service.routes.map(({ key }) => key);
    const weights = new Map([...weightsOf(keys, measured[i] ?? new Map()), ...given]);
    const host = hostOf(sources[i], loadTest, sources.length);
    return {
      ...service,
      routes: service.routes.filter(({ key }) => weights.get(key) !== 0),
      ...(host !== undefined && { host }),
      weight: shares.get(String(i)) ?? 1,
      weights,
    };
  });
  if (weighted.every(({ routes }) => routes.length === 0)) {
    const what = "no route is left for which a request can be made";
    throw new UserError([{ where: file, what }]);
  }
  const isMeasured = totals.some((total) => total > 0);
  const weightsFrom = isMeasured ? weightsOrigin(values["weights-from"]) : undefined;
  const header = campaign.router?.header ?? ROUTER.header.default;
  const text = locustfile({
    command: commandOf(values, documents, file),
    ownModule: ownModuleOf(file),
    services: weighted,
    keyHeaders:
      loadTest?.key === undefined
        ? {}
        : { [header]: loadTest.key, baggage: `${BAGGAGE_MEMBER}=${loadTest.key}` },
    ...(weightsFrom !== undefined && { weightsFrom }),
  });
  const written = writeScript(file, text, force);
  if (json) console.log(JSON.stringify(reportOf(weighted, written, weightsFrom), null, 2));
  else print(weighted, written, weightsFrom);
  return 0;
}

/** Several services have an address each: only that of the service under test is the load test's host. */
function hostOf(
  source: Source | undefined,
  loadTest: LoadTestConfig | undefined,
  count: number,
): string | undefined {
  const name = source?.mock.mock.service;
  const isTarget = count === 1 || loadTest?.service === undefined || loadTest.service.name === name;
  if (isTarget && loadTest?.host !== undefined) return loadTest.host;
  if (source?.config === undefined) return undefined;
  const { resource, namespace } = mockNames(source.config);
  return `http://${resource}.${namespace}:${source.config.ports.service}`;
}

function givenWeights(texts: readonly string[], sources: readonly Source[]): Map<string, number> {
  const keys = sources.flatMap(({ mock }) => mock.mock.table.routes.map(({ key }) => key));
  const problems = [];
  const weights = new Map<string, number>();
  for (const text of texts) {
    const [, key = "", weight = ""] = /^(.*)=(\d{1,4})$/.exec(text) ?? [];
    if (weight === "") {
      const what = `expected a route and a whole number such as "GET /users/{id}=12", received ${received(text)}`;
      problems.push({ where: "--weight", what });
    } else if (!keys.includes(key)) {
      const what = `no document has a route ${received(key)}`;
      problems.push({ where: "--weight", what, fix: didYouMean(key, keys) });
    }
    weights.set(key, Number(weight));
  }
  if (problems.length > 0) throw new UsageError(problems);
  return weights;
}

/** Returns counts of requests for each source; empty if none were measured. */
async function measuredWeights(
  url: string | undefined,
  sources: readonly Source[],
  root: string,
): Promise<Counts[]> {
  if (url === undefined) {
    return sources.map(({ mock }) => {
      const file = readLatencyFile(latencyFileOf(resolve(root, mock.document)), []);
      return pulledCounts(file?.pulled) ?? new Map();
    });
  }
  const mock = await findMock(url.replace(/\/$/, ""));
  if (mock === undefined) {
    const what = `no mock answers at ${url}`;
    throw new UserError([{ where: "--weights-from", what, fix: "Start it, or name its address." }]);
  }
  const lines = await readMetrics(mock);
  return sources.map(({ mock: { mock: one } }) => metricsCounts(lines, one.service));
}

function weightsOrigin(url: string | undefined): string {
  return url === undefined
    ? "requests in production, as latency pull measured them"
    : `requests that the mock at ${url} had`;
}

/** Returns the call that writes the file again. */
function commandOf(values: Values<typeof options>, documents: string[], file: string): string {
  return [
    "understudy loadtest script",
    ...documents.map(shellWord),
    `--stack ${shellWord(values.stack)}`,
    ...(values.name === undefined ? [] : [`--name ${shellWord(values.name)}`]),
    ...(values.services === undefined ? [] : [`--services ${shellWord(values.services)}`]),
    ...values.weight.map((text) => `--weight ${shellWord(text)}`),
    ...(values["weights-from"] === undefined
      ? []
      : [`--weights-from ${shellWord(values["weights-from"])}`]),
    `--out ${shellWord(file)}`,
  ].join(" ");
}

function reportOf(
  services: readonly WeightedService[],
  written: string[],
  weightsFrom: string | undefined,
) {
  return {
    written,
    ...(weightsFrom !== undefined && { weightsFrom }),
    services: services.map(({ service, host, routes, weights, leftOut }) => ({
      service,
      host,
      routes: routes.map(({ key, paths, bodies }) => ({
        key,
        weight: weights.get(key) ?? 1,
        paths: paths.length,
        bodies: bodies.length,
      })),
      leftOut,
    })),
  };
}

function print(
  services: readonly WeightedService[],
  written: string[],
  weightsFrom: string | undefined,
): void {
  for (const { service, routes, host = "no host: give Locust one" } of services) {
    console.log(`${service}: ${plural(routes.length, "task")} (${host})`);
  }
  if (weightsFrom !== undefined) console.log(`Weights: ${weightsFrom}.`);
  for (const { service, leftOut } of services) {
    for (const { key, reason } of leftOut) {
      console.error(`${service}: ${key} is left out: ${reason}.`);
    }
  }
  console.log(`Written: ${written.join(", ")}`);
}
