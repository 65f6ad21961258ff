import type { KubeConfig } from "@kubernetes/client-node";
import { listObjects } from "../../cluster/listObjects.ts";
import {
  type LiveVirtualService,
  VIRTUAL_SERVICES,
} from "../../cluster/live/liveVirtualService.ts";
import { mayBeTaken } from "../../cluster/live/takenOver.ts";
import {
  readAgain,
  refusedRoutes,
  writeForTeam,
  writeRoutes,
} from "../../cluster/live/writeRoutes.ts";
import { type Problem, UserError } from "../../problem.ts";
import { withoutEntry } from "../../routing/copyRoute.ts";

/** Somebody else may write at the same time. */
const ATTEMPTS = 20;

/**
 * Takes the routes of an agent out of VirtualServices whose host is not composed, such as one that somebody has edited by
 * hand: they would lead nowhere. Everything else in them stays as it is, and so do VirtualServices that may not be changed:
 * those of other namespaces are composed by whoever may.
 *
 * @param target the agent's Service: `payments-laptop-ann.shop`
 * @returns whether there were any
 */
export async function takeOut(
  kubeConfig: KubeConfig,
  target: string,
  problems: Problem[],
): Promise<boolean> {
  const all = await listObjects<LiveVirtualService>(kubeConfig, VIRTUAL_SERVICES, problems);
  const leading = (all ?? []).filter((one) => hasRoutes(one, target));
  for (const one of leading) {
    try {
      await takeOutOf(kubeConfig, one, target, problems);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return leading.length > 0;
}

async function takeOutOf(
  kubeConfig: KubeConfig,
  first: LiveVirtualService,
  target: string,
  problems: Problem[],
): Promise<void> {
  let found: LiveVirtualService | undefined = first;
  for (let attempt = 1; found !== undefined && hasRoutes(found, target); attempt++) {
    const write = mayBeTaken(found) ? writeForTeam : writeRoutes;
    const http = withoutEntry(found.spec?.http ?? [], target);
    const answer = await write(kubeConfig, found, { http, annotations: {} });
    if ([200, 401, 403].includes(answer.status)) return;
    if (answer.status !== 409 || attempt === ATTEMPTS) {
      problems.push(refusedRoutes(found, answer));
      return;
    }
    found = await readAgain(kubeConfig, found);
  }
}

function hasRoutes({ spec }: LiveVirtualService, target: string): boolean {
  const http = spec?.http ?? [];
  return withoutEntry(http, target).length < http.length;
}
