import { writeFileSync } from "node:fs";
import { loadLocalStack } from "../../src/local/localMocks.ts";
import { didYouMean, type Problem, UserError } from "../../src/problem.ts";
import { junitOf } from "../../src/verify/junit.ts";
import { keepVerification, lastVerificationFile } from "../../src/verify/lastVerification.ts";
import { reportPage } from "../../src/verify/page/reportPage.ts";
import type { AskedMock } from "../../src/verify/questions.ts";
import { questionsOf } from "../../src/verify/questions.ts";
import type { Report, Settings } from "../../src/verify/report.ts";
import { type Prepared, planOf, startVerification } from "../../src/verify/verification.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { integer } from "../command/readers.ts";
import { UsageError } from "../command/usageError.ts";
import { LAST_PORT, stackOption } from "../commonOptions.ts";
import { untilStopped } from "../signals.ts";
import { type FoundMock, findMocks } from "./mockAddresses.ts";
import { progressLine } from "./progressLine.ts";
import { share, timeout } from "./readers.ts";
import { planText, progressText, reportText } from "./verifyText.ts";

const options = {
  stack: stackOption("Stack whose mocks are verified"),
  service: {
    type: "string",
    placeholder: "name",
    multiple: true,
    description: "Only this service",
  },
  route: {
    type: "string",
    placeholder: "route",
    multiple: true,
    description: 'Only this route: "GET /users/{id}"',
  },
  at: {
    type: "string",
    placeholder: "url",
    multiple: true,
    description:
      "Address of the mock, with several services name=url. By default the mocks that npm start serves on this machine are asked",
  },
  port: {
    type: "string",
    placeholder: "number",
    default: "4010",
    reader: integer(1, LAST_PORT),
    description: "First port of npm start",
  },
  rate: {
    type: "string",
    placeholder: "number",
    default: "50",
    reader: integer(1, 100_000),
    description: "Requests a second, over all routes",
  },
  tolerance: {
    type: "string",
    placeholder: "share",
    default: "5%",
    reader: share,
    description: "How far a quantile may be from its target",
  },
  "tail-tolerance": {
    type: "string",
    placeholder: "share",
    default: "10%",
    reader: share,
    description: "The same above p95",
  },
  "least-tolerance": {
    type: "string",
    placeholder: "duration",
    default: "2ms",
    reader: timeout,
    description: "How far each quantile may be from its target in any case",
  },
  "max-requests": {
    type: "string",
    placeholder: "number",
    reader: integer(1),
    description: "Stop after so many requests",
  },
  "max-time": {
    type: "string",
    placeholder: "duration",
    default: "10m",
    reader: timeout,
    description: "Stop after this time",
  },
  json: { type: "boolean", description: "Print the report as JSON instead of tables" },
  junit: {
    type: "string",
    placeholder: "file",
    completes: "file",
    description: "Write the report as JUnit's XML",
  },
  page: {
    type: "string",
    placeholder: "file",
    completes: "file",
    description:
      "Write the report as one HTML page, with each distribution as it was asked and measured",
  },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Asks mocks for their routes at planned times, and says of each route whether its quantiles are those of its latency
    profile: pass, fail, or undecided. Stops as soon as all routes are decided. Only mocks of the stack are asked.

    The exit code is 0 if all routes pass, 1 if one fails, and 3 if one could not be decided, asked or measured here.
    The last report is kept in .understudy/verify/<stack>.json.`,
  options,
  examples: [
    "understudy verify --stack stg --rate 200",
    'understudy verify --service payments --route "GET /payments/{paymentId}" --at http://localhost:8080',
    "understudy verify --rate 2000 --max-time 2m",
  ],
  run: verify,
});

const FAREWELL = "Stopping: what was measured is judged. Ctrl-C again stops at once.";

/** Neither right nor wrong. */
const UNDECIDED = 3;

async function verify(values: Values<typeof options>): Promise<number> {
  const root = process.cwd();
  // With --json, standard output holds the report and nothing else.
  const say = values.json ? console.error : console.log;
  const stopped = untilStopped(say, FAREWELL);
  const prepared = await prepare(values, root);
  say(`${planText(prepared, planOf(prepared.questions, prepared.settings))}\n`);
  const report = await run(prepared, stopped);
  keepVerification(report, root);
  if (values.junit !== undefined) writeFileSync(values.junit, junitOf(report));
  if (values.page !== undefined) writeFileSync(values.page, reportPage(report));
  console.log(values.json ? JSON.stringify(report, null, 2) : reportText(report));
  say(`\nKept in ${lastVerificationFile(report.stack)}.`);
  return report.verdict === "pass" ? 0 : report.verdict === "fail" ? 1 : UNDECIDED;
}

/** Finds the mocks, and makes a request for each route. */
async function prepare(values: Values<typeof options>, root: string): Promise<Prepared> {
  const { stack, service, route: only, at, port } = values;
  const { mocks, plan } = loadLocalStack(stack, root, service, false);
  const keys = mocks.flatMap(({ mock }) => mock.table.routes.map(({ key }) => key));
  const unknown = only.filter((key) => !keys.includes(key));
  if (unknown.length > 0) throw new UsageError(unknown.map((key) => noSuchRoute(key, stack, keys)));
  const wanted = mocks.filter(
    ({ mock }) => only.length === 0 || mock.table.routes.some(({ key }) => only.includes(key)),
  );
  const found = await findMocks(wanted, at, port, plan.campaign.services.length);
  const asked = found.map((mock) => questionsOf(askedMock(mock), only));
  const questions = asked.flatMap((part) => part.questions);
  if (questions.length === 0) {
    const what = "no route has a delay, so there is nothing to verify";
    throw new UserError([{ where: `stack ${stack}`, what }]);
  }
  return {
    stack,
    settings: settingsOf(values),
    services: found.map(({ mock, url, identity }) => ({
      name: mock.config.name,
      title: identity.title,
      url,
      inject: mock.config.latency.inject,
      keys: mock.mock.table.routes.map(({ key }) => key),
    })),
    questions,
    notAsked: asked.flatMap((part) => part.notAsked),
  };
}

/** A mock that has a target makes its delays itself, wherever the stack says that they are made. */
function askedMock({ mock: { config, mock }, url, identity }: FoundMock): AskedMock {
  const own = identity.routes.some(({ target }) => target !== null);
  const makes = own || !config.istio.enabled ? "mock" : config.latency.inject;
  return { service: config.name, table: mock.table, latency: mock.latency, url, makes };
}

function settingsOf(values: Values<typeof options>): Settings {
  const { rate, tolerance, "max-requests": maxRequests, "max-time": maxTime } = values;
  return {
    rate,
    tolerance: {
      share: tolerance,
      tail: values["tail-tolerance"],
      leastMs: values["least-tolerance"],
    },
    ...(maxRequests !== undefined && { maxRequests }),
    maxSeconds: maxTime / 1000,
    confidence: 0.95,
  };
}

/** Runs until the end or Ctrl-C, and shows how far it is. */
async function run(prepared: Prepared, stopped: Promise<void>): Promise<Report> {
  const verification = startVerification(prepared, "machine");
  void stopped.then(verification.stop);
  const line = progressLine(process.stderr);
  const timer = setInterval(() => {
    const progress = verification.progress();
    if (progress !== undefined) line.show(progressText(progress));
  }, 500);
  try {
    return await verification.report;
  } finally {
    clearInterval(timer);
    line.clear();
  }
}

function noSuchRoute(key: string, stack: string, keys: string[]): Problem {
  return {
    where: "--route",
    what: `stack ${stack} has no route "${key}"`,
    fix: didYouMean(key, keys),
  };
}
