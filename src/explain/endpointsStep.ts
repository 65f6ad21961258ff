import { serviceOf } from "../routing/serviceHost.ts";
import type { Parts } from "./parts.ts";
import { type EndpointSlice, isRead, type SeenNamespace } from "./seen.ts";
import type { Step } from "./step.ts";

const SERVICE_NAME = "kubernetes.io/service-name";

/**
 * Returns whether the Service that routes lead to has a ready pod of the copy.
 *
 * @param seen what lies in the copy's namespace
 */
export function endpointsStep({ destination }: Parts, { slices, pods }: SeenNamespace): Step {
  const { service, namespace } = serviceOf(destination.host);
  if (!isRead(slices)) return { step: "endpoints", state: "unknown", reason: slices.what };
  const own = slices.filter(({ metadata }) => metadata.labels?.[SERVICE_NAME] === service);
  const ready = own.flatMap(readyOf);
  // A subset is a part of the origin's Service.
  if (destination.subset !== undefined && !isRead(pods)) {
    return { step: "endpoints", state: "unknown", reason: pods.what };
  }
  const names = isRead(pods) ? pods.map(({ metadata }) => metadata?.name) : [];
  const count =
    destination.subset === undefined
      ? ready.length
      : ready.filter(({ targetRef }) => names.includes(targetRef?.name)).length;
  const place = `Service ${namespace}/${service}`;
  if (count > 0) {
    const reason = `${place} has ${count} ready pod${count === 1 ? "" : "s"} of the copy`;
    return { step: "endpoints", state: "done", reason };
  }
  return { step: "endpoints", state: "waiting", reason: `${place} has no ready pod of the copy` };
}

/** The API's description has it that a missing condition means ready. */
function readyOf({ endpoints }: EndpointSlice) {
  return (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
}
