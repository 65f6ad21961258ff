import { isoSeconds } from "../isoSeconds.ts";
import type { Problem } from "../problem.ts";
import { ROUTE_WITHDRAWN } from "../routing/annotations.ts";
import { AT_ONCE, atMost } from "./atMost.ts";
import type { Line, Removal, State } from "./plan.ts";
import type { World } from "./world.ts";

/** A copy whose objects are marked, so that no router leads to it any more. */
interface Withdrawn extends Removal {
  /** Whether an earlier round has marked it. */
  wasMarked: boolean;
  /** Whether all its objects are marked. */
  isMarked: boolean;
}

/** Marks the objects of copies that go: whoever composes routes leaves them out. */
export async function withdrawCopies(
  removals: readonly Removal[],
  { cluster, now }: World,
  problems: Problem[],
  stop?: AbortSignal,
): Promise<Withdrawn[]> {
  const time = isoSeconds(now());
  const withdrawn: Withdrawn[] = [];
  const withdraw = async (removal: Removal) => {
    const left = removal.copy.parts.filter(
      ({ annotations }) => annotations[ROUTE_WITHDRAWN] === undefined,
    );
    const one = { ...removal, wasMarked: left.length === 0, isMarked: true };
    for (const part of left) {
      const refused = await cluster.annotate(part, { [ROUTE_WITHDRAWN]: time });
      problems.push(...refused);
      if (refused.length > 0) one.isMarked = false;
    }
    withdrawn.push(one);
  };
  await atMost(AT_ONCE, removals, withdraw, stop);
  return withdrawn;
}

/**
 * Removes those copies that no route leads to.
 *
 * @param routesChanged whether routes were changed a moment ago
 */
export async function removeCopies(
  withdrawn: readonly Withdrawn[],
  routesChanged: boolean,
  { cluster, settle }: World,
  problems: Problem[],
  stop?: AbortSignal,
): Promise<void> {
  if (withdrawn.length === 0) return;
  const leading = await cluster.leading(
    withdrawn.flatMap(({ copy }) => copy.parts).filter(({ kind }) => kind === "Service"),
  );
  if ("what" in leading) {
    problems.push(leading);
    for (const { line } of withdrawn) line.state = "being deleted";
    return;
  }
  const ready: Withdrawn[] = [];
  for (const one of withdrawn) {
    const { copy, line, isMarked } = one;
    const route = leading.find(({ part }) => copy.parts.includes(part));
    if (route === undefined && isMarked) ready.push(one);
    else line.state = "being deleted";
    if (route !== undefined) line.reason = `VirtualService ${route.name} still leads to it`;
  }
  // Routes that an earlier round or somebody else took away may have gone a moment ago, too.
  if (ready.some(({ wasMarked }) => wasMarked || routesChanged)) await settle();
  const remove = async ({ copy, line }: Withdrawn) => {
    for (const part of copy.parts) {
      const refused = await cluster.remove(part);
      problems.push(...refused);
      if (refused.length > 0) line.state = "being deleted";
    }
  };
  sayStopped(await atMost(AT_ONCE, ready, remove, stop), "being deleted");
}

export function sayStopped(changes: readonly { line: Line }[], state: State): void {
  for (const { line } of changes) Object.assign(line, { state, reason: "the round was stopped" });
}
