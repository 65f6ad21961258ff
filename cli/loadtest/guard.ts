import { loadTestOf } from "../../src/campaign/loadTestOf.ts";
import { mockHosts } from "../../src/campaign/mockHosts.ts";
import { unaskable } from "../../src/cluster/askCluster.ts";
import { connect } from "../../src/cluster/connection.ts";
import { PATIENCE, within } from "../../src/cluster/patience.ts";
import { createGuard } from "../../src/loadtest/guard/createGuard.ts";
import type { GuardReport } from "../../src/loadtest/guard/leakGuard.ts";
import { checkedStack } from "../../src/plan/checkedStack.ts";
import { formatProblem, UserError } from "../../src/problem.ts";
import { formatTable } from "../../src/textTable.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";
import { targetOptions } from "./options.ts";

const options = {
  ...targetOptions,
  json: { type: "boolean", description: "Print one JSON object instead of the table" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Looks which hosts the service under test calls: in its pods' environment, in VirtualServices and ServiceEntries, and in
    what its sidecars have seen. Each has to be a mock, replaced by one, or in the load test's list allow. Every run asks the
    same before its load.

    The exit code is 1 if a host is not allowed.`,
  options,
  examples: ["understudy loadtest guard --stack stg"],
  run: guard,
});

async function guard({ stack, name, json }: Values<typeof options>): Promise<number> {
  const { campaign } = checkedStack(stack, process.cwd(), { withoutLoadTests: true });
  const config = loadTestOf(campaign, name);
  const mocks = campaign.services.map((service) => ({
    name: service.name,
    ...mockHosts(service, config.key),
  }));
  const look = async () =>
    createGuard(await connect(campaign.kubeContext), { config, mocks }).check();
  const report = await within(PATIENCE, look()).catch((error: unknown) => {
    throw error instanceof UserError ? error : new UserError([unaskable(error, stack)]);
  });
  const isAllowed = report.leaks.length === 0;
  if (json) console.log(JSON.stringify({ ok: isAllowed, ...report }));
  else print(report);
  return isAllowed ? 0 : 1;
}

function print({ hosts, leaks, unseen }: GuardReport): void {
  const rows = hosts.map(({ host, allowed, foundIn }) => [
    host,
    allowed ?? "NOT ALLOWED",
    foundIn.join("; "),
  ]);
  if (rows.length > 0) console.log(formatTable([["HOST", "ALLOWED BY", "FOUND IN"], ...rows], []));
  for (const what of unseen) console.error(formatProblem({ where: "not seen", what }));
  for (const { host, foundIn, fix } of leaks) {
    const what = `neither a mock nor replaced by one, and not allowed (${foundIn})`;
    console.error(formatProblem({ where: host, what, fix: `To allow it: ${fix}` }));
  }
}
