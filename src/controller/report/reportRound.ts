import type { Problem } from "../../problem.ts";
import type { Part } from "../copies.ts";
import type { PlannedRound } from "../plan.ts";
import type { World } from "../world.ts";
import { roundReport, settledServices } from "./roundReport.ts";

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
  const reached = await reachedOf(settledServices(round), cluster);
  if (!(reached instanceof Set)) return [reached];
  return tell(roundReport(round, reached), until);
}

async function reachedOf(
  services: readonly Part[],
  cluster: World["cluster"],
): Promise<Set<Part> | Problem> {
  if (services.length === 0) return new Set();
  try {
    const leading = await cluster.leading(services);
    return "what" in leading ? leading : new Set(leading.map(({ part }) => part));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { where: "cluster", what: `could not be asked which copies routes lead to: ${message}` };
  }
}
