import { existsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { formatDuration } from "../../src/latency/duration.ts";
import { formatRate } from "../../src/latency/rate.ts";
import { verifierBundle } from "../../src/verify/bundle.ts";
import { runInCluster } from "../../src/verify/cluster/runInCluster.ts";
import { junitOf } from "../../src/verify/junit.ts";
import { keepVerification, lastVerificationFile } from "../../src/verify/lastVerification.ts";
import { reportPage } from "../../src/verify/page/reportPage.ts";
import { progressText, timeText } from "../../src/verify/progressText.ts";
import type { Report, Settings } from "../../src/verify/report.ts";
import { DEFAULT_SETTINGS } from "../../src/verify/settings.ts";
import {
  type Prepared,
  type Progress,
  planOf,
  startVerification,
} from "../../src/verify/verification.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { integer } from "../command/readers.ts";
import { UsageError } from "../command/usageError.ts";
import { LAST_PORT, rate, stackOption } from "../commonOptions.ts";
import { untilStopped } from "../signals.ts";
import { prepare } from "./prepareVerification.ts";
import { progressLine } from "./progressLine.ts";
import { share, timeout } from "./readers.ts";
import { planText, reportText } from "./verifyText.ts";

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
    placeholder: "address",
    multiple: true,
    description:
      "Address of the mock, with several services name=address. By default the mocks that npm start serves on this machine are asked",
  },
  "in-cluster": {
    type: "boolean",
    description:
      "Ask from a Job in the stack's cluster, through a sidecar, so that the mesh's delays count. The Job is removed afterwards",
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
    placeholder: "rate",
    default: formatRate(DEFAULT_SETTINGS.rate),
    reader: rate(100_000),
    description: "Requests over all routes: 200/s, 50/min; a number alone is a second's",
  },
  tolerance: {
    type: "string",
    placeholder: "share",
    default: `${100 * DEFAULT_SETTINGS.tolerance.share}%`,
    reader: share,
    description: "How far a quantile may be from its target",
  },
  "tail-tolerance": {
    type: "string",
    placeholder: "share",
    default: `${100 * DEFAULT_SETTINGS.tolerance.tail}%`,
    reader: share,
    description: "The same above p95",
  },
  "least-tolerance": {
    type: "string",
    placeholder: "duration",
    default: formatDuration(DEFAULT_SETTINGS.tolerance.leastMs),
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
    default: timeText(DEFAULT_SETTINGS.maxSeconds),
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
    "understudy verify --stack stg --rate 200/s",
    'understudy verify --service payments --route "GET /payments/{paymentId}" --at http://localhost:8080',
    "understudy verify --in-cluster --rate 2000/s --max-time 2m",
  ],
  run: verify,
});

const FAREWELL = "Stopping: what was measured is judged. Ctrl-C again stops at once.";

/** Neither right nor wrong. */
const UNDECIDED = 3;

async function verify(values: Values<typeof options>): Promise<number> {
  const root = process.cwd();
  checkFolders({ "--junit": values.junit, "--page": values.page });
  // With --json, standard output holds the report and nothing else.
  const say = values.json ? console.error : console.log;
  const stopped = untilStopped(say, FAREWELL);
  const request = { ...values, settings: settingsOf(values) };
  const { prepared, inCluster } = await prepare(request, root);
  say(`${planText(prepared, planOf(prepared.questions, prepared.settings))}\n`);
  const line = progressLine(process.stderr);
  const show = (progress: Progress) => line.show(progressText(progress));
  const running =
    inCluster === undefined
      ? runHere(prepared, stopped, show)
      : runInCluster({ ...inCluster, prepared, bundle: verifierBundle(), stopped, show });
  const report = await running.finally(line.clear);
  console.log(values.json ? JSON.stringify(report, null, 2) : reportText(report));
  keepVerification(report, root);
  if (values.junit !== undefined) writeFileSync(values.junit, junitOf(report));
  if (values.page !== undefined) writeFileSync(values.page, reportPage(report));
  say(`\nKept in ${lastVerificationFile(report.stack)}.`);
  return report.verdict === "pass" ? 0 : report.verdict === "fail" ? 1 : UNDECIDED;
}

/** A file that cannot be written is told before ten minutes of requests, and not after them. */
function checkFolders(files: Record<string, string | undefined>): void {
  const problems = Object.entries(files).flatMap(([where, file]) => {
    const folder = file === undefined ? "." : dirname(file);
    return existsSync(folder) ? [] : [{ where, what: `there is no folder ${folder}` }];
  });
  if (problems.length > 0) throw new UsageError(problems);
}

/** Runs on this machine until the end or Ctrl-C, and shows how far it is. */
async function runHere(
  prepared: Prepared,
  stopped: Promise<void>,
  show: (progress: Progress) => void,
): Promise<Report> {
  const verification = startVerification(prepared, "machine");
  void stopped.then(verification.stop);
  const timer = setInterval(() => {
    const progress = verification.progress();
    if (progress !== undefined) show(progress);
  }, 500);
  try {
    return await verification.report;
  } finally {
    clearInterval(timer);
  }
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
    confidence: DEFAULT_SETTINGS.confidence,
  };
}
