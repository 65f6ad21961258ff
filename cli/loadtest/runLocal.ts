import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packageVersion } from "../../src/asset.ts";
import type { LoadTestConfig } from "../../src/campaign/loadTest.ts";
import { loadTestNames } from "../../src/campaign/loadTestNames.ts";
import { loadTestOf, loadTestTitle } from "../../src/campaign/loadTestOf.ts";
import { withLines } from "../../src/config/lines.ts";
import { loadTestFileOf } from "../../src/emit/loadtest/loadTestFileOf.ts";
import { checkRun } from "../../src/loadtest/client/checkRun.ts";
import { localSurroundings } from "../../src/loadtest/local/localSurroundings.ts";
import { locustHere } from "../../src/loadtest/local/locustHere.ts";
import { type LocalLocust, startLocust } from "../../src/loadtest/local/startLocust.ts";
import type { StartRequest } from "../../src/loadtest/masterState.ts";
import type { KnownOfRun } from "../../src/loadtest/observe/knownOfRun.ts";
import { Refusal } from "../../src/loadtest/observe/master.ts";
import { observeRun } from "../../src/loadtest/observe/observeRun.ts";
import { readStatistics } from "../../src/loadtest/observe/runFolder.ts";
import type { RunRecord } from "../../src/loadtest/runRecord.ts";
import { compilePython } from "../../src/loadtest/scripts/compilePython.ts";
import { packScripts } from "../../src/loadtest/scripts/packScripts.ts";
import { unpackScripts } from "../../src/loadtest/scripts/unpackScripts.ts";
import { exitCode } from "../../src/loadtest/verdict/exitCode.ts";
import { verdictText } from "../../src/loadtest/verdict/verdictText.ts";
import { LOCUST_VERSION } from "../../src/locustVersion.ts";
import { loadStack } from "../../src/plan/loadStack.ts";
import { type Problem, UserError } from "../../src/problem.ts";
import { projectCommit } from "../../src/projectCommit.ts";
import { listenForStops, type Stops } from "../signals.ts";
import { INTERRUPTED, planText, type RunValues } from "./attendedRun.ts";
import { folderOfRun } from "./fetchRun.ts";
import { liveLine, liveTable } from "./liveText.ts";
import { liveView } from "./liveView.ts";
import { askedRun } from "./runOptions.ts";
import type { Asked } from "./target.ts";
import { userHere } from "./userHere.ts";

/** The virtual environment, from the project's root. */
const ENVIRONMENT = join(".understudy", "locust");

type LocalValues = Asked & RunValues & { host: string | undefined };

/** Makes a run with Locust on this machine, and returns the exit code. */
export async function runLocal(values: LocalValues): Promise<number> {
  const say = values.json ? console.error : console.log;
  const { config, known, start } = await prepare(values);
  const { locust: image } = config.images;
  const { locust: version, packages } =
    "build" in image ? image.build : { locust: LOCUST_VERSION, packages: [] };
  const bin = await locustHere({ version, packages }, ENVIRONMENT, say);
  const stops = listenForStops();
  // Locust's processes do not hear that the terminal is closed.
  process.once("SIGHUP", () => process.exit(129));
  const locust = await startLocust({
    ...{ bin, scripts: config.scripts, script: config.script, workers: known.workersAsked },
    ...(config.host !== undefined && { host: config.host }),
    deny: config.deny,
    logs: mkdtempSync(join(tmpdir(), "understudy-locust-")),
  });
  try {
    if (stops.first.aborted) return INTERRUPTED;
    await locust.master.start(start);
    say(`The load has begun: ${planText(start)}. Locust's dashboard: ${locust.dashboard}`);
    const record = await followed(locust, known, say, stops);
    if (record === undefined) return INTERRUPTED;
    const folder = folderOfRun(known.loadTest, record.id);
    say(`\nRun ${record.id}: ${record.end}.\n\n${verdictText(record, readStatistics(folder))}\n`);
    say(`Here it is in ${folder}`);
    if (values.json) console.log(JSON.stringify({ ...record, folder }, null, 2));
    return exitCode(record);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new UserError([{ where: known.loadTest, what: error.message }]);
  } finally {
    if (stops.second.aborted) locust.kill();
    else await locust.end();
  }
}

interface Prepared {
  config: LoadTestConfig;
  known: KnownOfRun;
  start: StartRequest;
}

/** @throws {UserError} with everything that stops the run, before anything is started */
async function prepare(values: LocalValues): Promise<Prepared> {
  const root = process.cwd();
  const { campaign, mocks, problems } = loadStack(values.stack, root);
  const inStack = (found: Problem[]) => new UserError(withLines(found, values.stack, root));
  if (problems.length > 0) throw inStack(problems);
  const stated = loadTestOf(campaign, values.name);
  const config = { ...stated, ...(values.host !== undefined && { host: values.host }) };
  const asked = askedRun(values);
  const most = Math.max(asked.users ?? 0, ...(asked.stages ?? []).map(({ users }) => users));
  // Each worker has whole users, and few users are enough for a trial on this machine.
  const workers = Math.min(config.workers, most || (config.run.users ?? config.workers));
  const properties = { WORKER_NUM: String(workers), LOCUST_SCRIPT: config.script };
  const scripts = unpackScripts(packScripts(config.scripts));
  const names = { properties: `Pulumi.${values.stack}.yaml`, scripts: config.scripts };
  const checked = checkRun(asked, { config, properties, names, scripts });
  const wrong = [...checked.problems, ...(await compilePython(scripts, `${config.scripts}/`))];
  if (wrong.length > 0) throw inStack(wrong);
  const commit = projectCommit(root);
  const file = loadTestFileOf(config, loadTestNames(config), { stack: values.stack, mocks });
  const known: KnownOfRun = {
    ...{ loadTest: loadTestTitle(config), stack: values.stack, where: "local" },
    ...{ startedBy: "command", by: userHere() },
    ...(commit !== undefined && { commit }),
    ...{ properties, workersAsked: workers, plan: checked.start },
    mocks: file.mocks.map(({ name, profile }) => ({ name, profile })),
    ...{ versions: { understudy: packageVersion() }, thresholds: config.thresholds },
  };
  return { config, known, start: checked.start };
}

/** Shows a run until its report is written. Returns undefined if everything is to be removed before. */
async function followed(
  locust: LocalLocust,
  known: KnownOfRun,
  say: (text: string) => void,
  { first, second }: Stops,
): Promise<RunRecord | undefined> {
  const view = liveView(say === console.error ? process.stderr : process.stdout);
  const stop = () => {
    say(
      "\nStopping: users finish what they do, and the report is written. Ctrl-C again ends at once.",
    );
    // It may have ended by itself.
    void locust.master.stop().catch(() => undefined);
  };
  if (first.aborted) stop();
  first.addEventListener("abort", stop);
  const record = await observeRun({
    ...{ master: locust.master, surroundings: localSurroundings(locust), known, signal: second },
    folder: dirname(folderOfRun(known.loadTest, "run")),
    onState(master, run) {
      const now = Date.now() / 1000;
      const status = { format: 1 as const, master, run, removal: 0 };
      view.show({ table: () => liveTable(status, now), line: () => liveLine(status, now) });
    },
  });
  return second.aborted ? undefined : record;
}
