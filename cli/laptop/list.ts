import { asked } from "../../src/controller/loop/asked.ts";
import { listAgents } from "../../src/laptop/intercept/listAgents.ts";
import { listStanding } from "../../src/laptop/standing/listStanding.ts";
import { formatTable } from "../../src/textTable.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { connectTo } from "../preview/connectTo.ts";
import { namespaceOf } from "./namespaceOf.ts";
import { CLUSTER_OPTIONS } from "./options.ts";
import { takesText } from "./takingOptions.ts";

const options = {
  ...CLUSTER_OPTIONS,
  "all-namespaces": { type: "boolean", short: "A", description: "List those of all namespaces" },
  json: { type: "boolean", description: "Print a JSON list instead of the table" },
} as const satisfies Options;

export const command = defineCommand({
  description:
    "Lists the intercepts in the cluster: which requests reach whose machine, and since when. Agents that a stack declares are listed with it, also while nobody is there.",
  options,
  examples: ["understudy list -n shop"],
  run: list,
});

async function list(values: Values<typeof options>): Promise<number> {
  const kubeConfig = await connectTo(values.context);
  const namespace = values["all-namespaces"]
    ? undefined
    : namespaceOf(kubeConfig, values.namespace);
  const agents = await asked(() => listAgents(kubeConfig, namespace));
  const standing = await asked(() => listStanding(kubeConfig, namespace));
  const made = agents.map((agent) => {
    const { name, service = "-", led, holder } = agent;
    const { key = led === undefined ? "-" : "(all)" } = agent;
    const { user, machine, since } = holder;
    const takes = service === "-" ? "-" : takesText(agent);
    return { name, service, key, takes, holder: `${user}@${machine}`, since, stack: "-" };
  });
  const declared = standing.map(({ name, service, key, stack, holder: text }) => {
    const said = text === null ? "(nobody)" : (text ?? "?");
    const [holder = said, since = "-"] = said.split(" since ");
    return { name, service, key, takes: takesText({}), holder, since, stack };
  });
  const rows = [...made, ...declared];
  if (values.json) console.log(JSON.stringify(rows));
  else if (rows.length === 0) console.log("There are no intercepts.");
  else {
    const head = ["NAME", "SERVICE", "KEY", "TAKES", "HOLDER", "SINCE", "STACK"];
    console.log(formatTable([head, ...rows.map((row) => Object.values(row))], []));
  }
  return 0;
}
