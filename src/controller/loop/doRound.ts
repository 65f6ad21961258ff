import { carryOut, planRound, type RoundOptions } from "../round.ts";
import type { World } from "../world.ts";
import { asked } from "./asked.ts";
import type { Told } from "./watch.ts";

/**
 * Does one round, and returns what it says.
 *
 * @throws {UserError} if the cluster or the forge could not be asked
 */
export async function doRound(
  world: World,
  options: RoundOptions,
  stop?: AbortSignal,
): Promise<Told> {
  const plan = await asked(() => planRound(world, options));
  const refused = await asked(() => carryOut(plan, world, stop));
  return { lines: plan.lines, problems: [...plan.problems, ...refused], warnings: plan.warnings };
}
