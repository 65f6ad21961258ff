import { stackFileOf } from "../src/config/stackFile.ts";
import { checkedStack } from "../src/plan/checkedStack.ts";
import { scriptMistakes } from "../src/plan/scriptMistakes.ts";
import { attempt, formatProblem, type Problem } from "../src/problem.ts";
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
  const report = await checkStack(values.stack, process.cwd(), values.strict);
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else print(report);
  return report.ok ? 0 : 1;
}

/** The output of `--json`. */
export interface Report {
  stack: string;
  file: string;
  ok: boolean;
  /** Counts; zero if the stack is not ok. */
  services: number;
  routes: number;
  /** Hosts that the stack routes, and previews that it declares. */
  hosts: number;
  previews: number;
  /** Mistakes or, if the stack is ok, warnings: operations that are left out, delays that are rounded. */
  problems: readonly Problem[];
}

async function checkStack(stack: string, root: string, strict: boolean): Promise<Report> {
  const file = stackFileOf(stack);
  const problems: Problem[] = [];
  const plan = attempt(problems, () => checkedStack(stack, root, { strict }));
  if (plan !== undefined) problems.push(...(await scriptMistakes(plan)));
  if (plan === undefined || problems.length > 0) {
    return { stack, file, ok: false, services: 0, routes: 0, hosts: 0, previews: 0, problems };
  }
  const { campaign, mocks, warnings } = plan;
  return {
    stack,
    file,
    ok: true,
    services: mocks.length,
    routes: mocks.reduce((sum, { mock }) => sum + mock.table.routes.length, 0),
    hosts: campaign.router?.hosts.length ?? 0,
    previews: campaign.previews?.length ?? 0,
    problems: warnings,
  };
}

/** Prints problems to standard error, and the summary to standard output. */
function print({ file, ok, problems, ...counts }: Report): void {
  for (const problem of problems) console.error(formatProblem(problem));
  if (!ok) return;
  const parts = (["service", "route", "host", "preview"] as const)
    .map((noun) => ({ noun, number: counts[`${noun}s`] }))
    .filter(({ number }) => number > 0)
    .map(({ noun, number }) => count(number, noun));
  const warnings = problems.length === 0 ? "" : `, with ${count(problems.length, "warning")}`;
  const summary = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  console.log(`${file}${summary}: ok${warnings}`);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
