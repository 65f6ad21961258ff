import { parseArgs } from "node:util";
import { loadMocks } from "../config/load.ts";
import { stackFileOf } from "../config/stackFile.ts";
import { loadCampaign } from "../config.ts";
import { formatProblem, type Problem, UserError } from "../problem.ts";
import type { Command } from "./command.ts";

const usage = `Usage: npm run understudy -- config check [options]

Checks a stack: its file, its services' documents and latency files, and the routes that the stack names.
Makes nothing and asks no cluster. Every mistake is said at once; the exit code is 1 when there is one.

Options:
  --stack <name>   The stack of Pulumi.<name>.yaml (default: stg)
  --strict         An operation that would be left out of a mock is a mistake too
  --json           Print one JSON object instead of text
  -h, --help       This text`;

export const command: Command = {
  summary: "Check a stack's configuration, its documents and latency files",
  usage,
  run: check,
};

async function check(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options });
  const report = checkStack(values.stack, process.cwd(), values.strict);
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else print(report);
  return report.ok ? 0 : 1;
}

const options = {
  stack: { type: "string", default: "stg" },
  strict: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

/** What `--json` prints. */
export interface Report {
  stack: string;
  file: string;
  ok: boolean;
  /** How many there are; zero when the stack is not ok. */
  services: number;
  routes: number;
  /** Mistakes; or, in a stack that is ok, what is left out of its mocks. */
  problems: readonly Problem[];
}

function checkStack(stack: string, root: string, strict: boolean): Report {
  const file = stackFileOf(stack);
  try {
    const mocks = loadMocks(loadCampaign(stack, root), root, { strict });
    return {
      stack,
      file,
      ok: true,
      services: mocks.length,
      routes: mocks.reduce((sum, { table }) => sum + table.routes.length, 0),
      problems: mocks.flatMap(({ problems }) => problems),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { stack, file, ok: false, services: 0, routes: 0, problems: error.problems };
  }
}

/** Problems go to standard error; the line that all is well to standard output. */
function print({ file, ok, services, routes, problems }: Report): void {
  for (const problem of problems) console.error(formatProblem(problem));
  const warnings = problems.length === 0 ? "" : `, with ${count(problems.length, "warning")}`;
  if (ok)
    console.log(`${file}: ${count(services, "service")}, ${count(routes, "route")}: ok${warnings}`);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
