import type { Problem } from "../../problem.ts";
import type { Part } from "../copies.ts";
import type { PlannedRound } from "../plan.ts";
import type { World } from "../world.ts";
import { NO_WAYS, roundReport, settledServices, type Ways } from "./roundReport.ts";

/**
 * Tells pull requests what became of their copies in a round that was carried out, if the world has a way to. Returns
 * the problems: nothing that goes wrong here holds up a copy.
 *
 * @param until once it is over, the rest is left to the next round
 */
export async function reportRound(
  round: PlannedRound,
  { cluster, tell }: Pick<World, "cluster" | "tell">,
  until?: AbortSignal,
): Promise<Problem[]> {
  if (tell === undefined) return [];
  const ways = await waysOf(settledServices(round), cluster);
  return "what" in ways ? [ways] : tell(roundReport(round, ways), until);
}

async function waysOf(
  services: readonly Part[],
  cluster: World["cluster"],
): Promise<Ways | Problem> {
  if (services.length === 0) return NO_WAYS;
  try {
    const ways = await cluster.waysTo(services);
    if ("what" in ways) return ways;
    const { leading, addresses } = ways;
    return { reached: new Set(leading.map(({ part }) => part)), addresses };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { where: "cluster", what: `could not be asked which copies routes lead to: ${message}` };
  }
}
