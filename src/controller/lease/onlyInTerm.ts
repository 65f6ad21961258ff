import { UserError } from "../../problem.ts";
import type { ControllerCluster } from "../controllerCluster.ts";
import type { Leadership } from "./leadership.ts";

/** The Lease was lost in the middle of a round, so that what the round has read may be out of date. */
export class LeaseLost extends UserError {
  constructor() {
    const what = "it was lost during a round, which has ended without its other writes";
    super([{ where: "Lease", what }]);
  }
}

type Change<Args extends unknown[], Result> = (...args: Args) => Promise<Result>;

/** Returns a change that throws `LeaseLost` if it is not asked for in one term of the Lease. */
export function checkedIn<Args extends unknown[], Result>(
  change: Change<Args, Result>,
  leadership: Pick<Leadership, "term">,
  term: number,
): Change<Args, Result> {
  return async (...args) => {
    if (leadership.term !== term) throw new LeaseLost();
    return change(...args);
  };
}

/**
 * Returns a cluster that can be changed only in one term of the Lease: each change asks right before it is sent. A change
 * throws `LeaseLost` after the term, so that nothing stale is written by a process that was paused.
 */
export function onlyInTerm(
  cluster: ControllerCluster,
  leadership: Pick<Leadership, "term">,
  term: number,
): ControllerCluster {
  const checked = <Args extends unknown[], Result>(change: Change<Args, Result>) =>
    checkedIn(change, leadership, term);
  return {
    read: cluster.read,
    leading: cluster.leading,
    waysTo: cluster.waysTo,
    apply: checked(cluster.apply),
    annotate: checked(cluster.annotate),
    remove: checked(cluster.remove),
    // Its writes are refused where something has changed since it has read it.
    compose: checked(cluster.compose),
  };
}
