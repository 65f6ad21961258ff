import { messageOf } from "../cluster/connection.ts";
import type { LiveLoadTest } from "../emit/loadtest/filledLoadTest.ts";
import type { PlannedLoadTest } from "../emit/loadtest/loadTestObjects.ts";
import type { Plan } from "../plan/planStack.ts";
import { UserError } from "../problem.ts";
import { readLiveLoadTest } from "../pulumi/loadtest/readLiveLoadTest.ts";

/**
 * Reads what people edited of a stack's load tests in its cluster.
 *
 * @throws {UserError} when the cluster does not tell: an update would take the edits back
 */
export async function readLiveLoadTests({
  campaign,
  loadTests,
}: Pick<Plan, "campaign" | "loadTests">): Promise<Map<PlannedLoadTest, LiveLoadTest>> {
  const read = loadTests.map(async (planned) => {
    const { names, config } = planned;
    try {
      return [planned, await readLiveLoadTest(campaign.kubeContext, names)] as const;
    } catch (error) {
      const what = `edits of ${names.properties} in the cluster cannot be read: ${messageOf(error)}`;
      const fix = "Nothing is changed, because an update would take such edits back.";
      throw new UserError([{ where: config.where ?? "loadtests", what, fix }]);
    }
  });
  return new Map(await Promise.all(read));
}
