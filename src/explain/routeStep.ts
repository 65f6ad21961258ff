import { preferredTo } from "../cluster/live/preferred.ts";
import { isComposed, overruled, routing, uncomposed } from "../cluster/live/uncomposed.ts";
import { leadingOf } from "../cluster/live/withdrawal.ts";
import { declaringStack } from "../emit/common/stackOwner.ts";
import { and } from "../problem.ts";
import { ROUTE_WITHDRAWN } from "../routing/annotations.ts";
import { shortName } from "../routing/serviceHost.ts";
import type { Parts } from "./parts.ts";
import { type FoundVirtualService, isRead, type Seen } from "./seen.ts";
import type { Step } from "./step.ts";

/**
 * Returns whether a VirtualService of the origin's host leads requests with the key to the copy, or who has to see to it.
 *
 * @param isReady whether a pod of the copy is ready
 * @param next what adds the route then: `the next round adds it`
 */
export function routeStep(
  { origin, destination, entry }: Parts,
  { virtualServices }: Seen,
  isReady: boolean,
  next: string,
): Step {
  const host = shortName(origin);
  if (!isRead(virtualServices)) {
    return { step: "route", state: "unknown", reason: virtualServices.what };
  }
  const ofHost = routing(origin, virtualServices);
  const leading = ofHost.filter((one) => leadingOf(one, [destination]).length > 0);
  const withdrawn = entry?.metadata.annotations?.[ROUTE_WITHDRAWN];
  if (withdrawn !== undefined) {
    const [first] = leading;
    const still = first === undefined ? "" : `; ${nameOf(first)} still has them`;
    const reason = `its routes are being taken away, because it is being deleted${still}`;
    return { step: "route", state: "failed", time: withdrawn, reason };
  }
  const unused = overruled(ofHost);
  const used = leading.find((one) => !unused.has(one));
  if (used !== undefined) {
    const but = preferredTo(used, ofHost).map(
      ({ virtualService, callers = [] }) =>
        `, but not those of callers in ${and(callers)}, where Istio prefers ${nameOf(virtualService)}`,
    );
    const reason = `${nameOf(used)}${ownedBy(used)} leads requests for ${host} with the key to it${but.join("")}`;
    return { step: "route", state: "done", reason };
  }
  const [problem] = uncomposed(origin, virtualServices);
  if (problem !== undefined) {
    const { where, what, fix } = problem;
    return { step: "route", state: "failed", reason: `${where}: ${what}`, ...(fix && { fix }) };
  }
  const composed = ofHost.find(isComposed);
  const name = composed === undefined ? host : nameOf(composed);
  const reason = isReady
    ? `${name} does not have the route yet: ${next}`
    : `${name} gets the route when a pod of the copy is ready`;
  return { step: "route", state: "waiting", reason };
}

function nameOf({ metadata }: FoundVirtualService): string {
  return `VirtualService ${metadata.namespace}/${metadata.name}`;
}

function ownedBy(found: FoundVirtualService): string {
  const stack = declaringStack(found.metadata);
  return stack === undefined ? "" : ` of the stack ${stack}`;
}
