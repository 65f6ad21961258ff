import type { Problem } from "../../problem.ts";
import { reportRound } from "../report/reportRound.ts";
import { carryOut, planRound, type RoundOptions } from "../round.ts";
import type { World } from "../world.ts";
import { asked } from "./asked.ts";
import { type Notice, noticesOf } from "./notices.ts";
import type { Told } from "./watch.ts";

/** Shows notices at what they are about, and returns what the cluster refused. */
export type Show = (notices: readonly Notice[]) => Promise<Problem[]>;

/**
 * Does one round, and returns what it says.
 *
 * @param show undefined where nothing is shown at Deployments
 * @throws {UserError} if the cluster or the forge could not be asked
 */
export async function doRound(
  world: World,
  options: RoundOptions,
  { stop, show }: { stop?: AbortSignal | undefined; show?: Show } = {},
): Promise<Required<Told>> {
  const plan = await asked(() => planRound(world, options));
  const refused = await asked(() => carryOut(plan, world, stop));
  const unshown = show === undefined ? [] : await asked(() => show(noticesOf(plan)));
  const problems = [...plan.problems, ...refused, ...unshown];
  const report = (until?: AbortSignal) => reportRound(plan, world, until);
  return { lines: plan.lines, problems, warnings: plan.warnings, report };
}
