import { type LiveEntry, readEntries } from "../../src/cluster/live/readEntries.ts";
import { checkedStack } from "../../src/plan/checkedStack.ts";
import { formatProblem } from "../../src/problem.ts";
import { formatTable } from "../../src/textTable.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { stackOption } from "../commonOptions.ts";

const options = {
  stack: stackOption("Stack that routes the hosts"),
  json: { type: "boolean", description: "Print a JSON list instead of the table" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Lists the annotated Services that take requests of the hosts that a stack routes, whoever made them, and tells what is
    left out and why. "pulumi destroy" of the stack ends these entries, which it cannot say itself.`,
  options,
  examples: ["understudy router entries --stack shared && pulumi destroy --stack shared"],
  run: list,
});

async function list(values: Values<typeof options>): Promise<number> {
  const root = process.cwd();
  const { campaign } = checkedStack(values.stack, root);
  const { entries, problems } = await readEntries(campaign, root);
  for (const problem of problems) console.error(formatProblem(problem));
  if (values.json) console.log(JSON.stringify(entries));
  else if (entries.length === 0) console.log("No Service takes requests of the stack's hosts.");
  else console.log(tableOf(entries));
  return 0;
}

function tableOf(entries: readonly LiveEntry[]): string {
  const head = ["HOST", "KEY", "SERVICE", "STATE", "STACK"];
  const rows = entries.map(({ host, key = "-", service, state, stack = "none" }) => [
    host,
    key,
    service,
    state,
    stack,
  ]);
  return formatTable([head, ...rows], []);
}
