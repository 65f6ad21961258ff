import type { Campaign } from "../src/campaign/campaign.ts";
import { type LoadedMock, loadMocks } from "../src/campaign/loadMocks.ts";
import { loadRouting } from "../src/campaign/loadRouting.ts";
import { withLines } from "../src/config/lines.ts";
import { loadCampaign } from "../src/config/loadCampaign.ts";
import { stackFileOf } from "../src/config/stackFile.ts";
import { substitutionOf } from "../src/emit/routes/substitution.ts";
import { routingObjects } from "../src/emit/routingObjects.ts";
import { attempt, formatProblem, type Problem, UserError } from "../src/problem.ts";
import { defineCommand } from "./command/define.ts";
import type { Options, Values } from "./command/option.ts";
import { stackOption } from "./commonOptions.ts";

const options = {
  stack: stackOption("Stack that is checked"),
  strict: {
    type: "boolean",
    description: "Report each operation that would be left out of a mock as a mistake, too",
  },
  json: { type: "boolean", description: "Print one JSON object instead of text" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Checks a stack: its file, the documents and latency files of its services, the routes that the stack names, and the
    routes of the team's own that it keeps. Makes nothing and asks no cluster. Reports all mistakes at once; the exit
    code is 1 if there is one.`,
  options,
  run: check,
});

async function check(values: Values<typeof options>): Promise<number> {
  const report = checkStack(values.stack, process.cwd(), values.strict);
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else print(report);
  return report.ok ? 0 : 1;
}

/** What `--json` prints. */
export interface Report {
  stack: string;
  file: string;
  ok: boolean;
  /** How many there are; zero when the stack is not ok. */
  services: number;
  routes: number;
  /** Hosts that the stack routes, and previews that it makes. */
  hosts: number;
  previews: number;
  /** Mistakes; or, in a stack that is ok, what is left out of its mocks. */
  problems: readonly Problem[];
}

function checkStack(stack: string, root: string, strict: boolean): Report {
  const file = stackFileOf(stack);
  try {
    const campaign = loadCampaign(stack, root);
    const mocks = checkAll(campaign, root, strict);
    return {
      stack,
      file,
      ok: true,
      services: mocks.length,
      routes: mocks.reduce((sum, { table }) => sum + table.routes.length, 0),
      hosts: campaign.router?.hosts.length ?? 0,
      previews: campaign.previews?.length ?? 0,
      problems: mocks.flatMap(({ problems }) => problems),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const none = { services: 0, routes: 0, hosts: 0, previews: 0 };
    return { stack, file, ok: false, ...none, problems: error.problems };
  }
}

/**
 * All that can be said without a cluster: of documents, latency files and the team's routes, and then of how they go
 * together.
 * @throws {UserError} with everything that is wrong
 */
function checkAll(campaign: Campaign, root: string, strict: boolean): LoadedMock[] {
  const problems: Problem[] = [];
  const mocks = attempt(problems, () => loadMocks(campaign, root, { strict }));
  const routed = attempt(problems, () => loadRouting(campaign, root));
  if (mocks !== undefined && routed !== undefined) {
    const found: Problem[] = [];
    for (const mock of mocks) attempt(found, () => substitutionOf(mock));
    attempt(found, () => routingObjects(routed, mocks));
    problems.push(...withLines(found, campaign.stack, root));
  }
  if (mocks === undefined || problems.length > 0) throw new UserError(problems);
  return mocks;
}

/** Problems go to standard error; the line that all is well to standard output. */
function print({ file, ok, problems, ...counts }: Report): void {
  for (const problem of problems) console.error(formatProblem(problem));
  if (!ok) return;
  const parts = (["service", "route", "host", "preview"] as const)
    .map((noun) => ({ noun, number: counts[`${noun}s`] }))
    .filter(({ number }) => number > 0)
    .map(({ noun, number }) => count(number, noun));
  const warnings = problems.length === 0 ? "" : `, with ${count(problems.length, "warning")}`;
  console.log(`${file}: ${parts.join(", ")}: ok${warnings}`);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
