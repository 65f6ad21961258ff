import type { Campaign } from "../campaign/campaign.ts";
import type { LoadedMock } from "../campaign/loadMocks.ts";
import { loadRouting } from "../campaign/loadRouting.ts";
import { withLines } from "../config/lines.ts";
import { type RoutingObjects, routingObjects } from "../emit/routingObjects.ts";
import { attempt, type Problem, UserError } from "../problem.ts";
import { readRouting } from "./readRouting.ts";

/**
 * Makes the objects of a stack's routing before any is declared: reads the team's routes from their files, and from the
 * cluster what previews are copied from and what other stacks declare.
 *
 * @param mocks the stack's own, some of which may answer for a routed host
 * @param root folder of the stack's file
 * @throws {UserError} with everything that is not there, cannot be composed or cannot be copied
 */
export async function prepareRouting(
  campaign: Campaign,
  mocks: readonly LoadedMock[],
  root: string,
): Promise<RoutingObjects> {
  const loaded = loadRouting(campaign, root);
  const cluster = await readRouting(loaded, root);
  const problems: Problem[] = [];
  const objects = attempt(problems, () => routingObjects(loaded, mocks, cluster));
  if (objects === undefined) throw new UserError(withLines(problems, campaign.stack, root));
  return objects;
}
