import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import type { ViewedNamespace } from "../controller/view.ts";
import { selectsPods } from "../emit/common/labelSelector.ts";
import { REPLICA_LABEL } from "../emit/preview/previewLabels.ts";
import { ROUTE_KEY, ROUTE_ORIGIN, ROUTE_SUBSET } from "../routing/annotations.ts";
import type { Destination } from "../routing/entry.ts";
import { serviceHost, serviceOf } from "../routing/serviceHost.ts";

/** The objects of one copy. */
export interface Parts {
  deployment?: Deployment;
  /** The copy's own Service, or the DestinationRule that makes its pods a subset of the origin's Service. */
  entry?: { kind: "Service" | "DestinationRule"; metadata: Metadata };
  /** Full name of the Service whose requests reach it. */
  origin: string;
  destination: Destination;
}

type Metadata = NonNullable<Service["metadata"]>;

/** Returns the objects of the copy whose Deployment has this name. */
export function partsOf(key: string, name: string, namespace: ViewedNamespace): Parts | undefined {
  const deployment = namespace.deployments.find(({ metadata }) => metadata?.name === name);
  const service = namespace.services.find(
    ({ metadata, spec }) =>
      metadata?.annotations?.[ROUTE_ORIGIN] !== undefined &&
      spec?.selector?.[REPLICA_LABEL] === name,
  );
  const rule =
    service === undefined && deployment ? subsetOf(key, deployment, namespace) : undefined;
  const found = service?.metadata ?? rule?.metadata;
  if (deployment === undefined && found === undefined) return undefined;
  const { name: own = "", annotations = {} } = found ?? {};
  const origin = serviceHost(annotations[ROUTE_ORIGIN] ?? "", namespace.name) ?? "";
  const subset = annotations[ROUTE_SUBSET];
  return {
    ...(deployment && { deployment }),
    ...(service && { entry: { kind: "Service", metadata: service.metadata ?? {} } }),
    ...(rule && { entry: { kind: "DestinationRule", metadata: rule.metadata as Metadata } }),
    origin,
    destination:
      subset === undefined
        ? { host: serviceHost(own, namespace.name) ?? "" }
        : { host: origin, subset },
  };
}

/** Returns the rule with whose subset the origin's Service selects the pods of a copy without a Service of its own. */
function subsetOf(
  key: string,
  { spec }: Deployment,
  { services, destinationRules }: ViewedNamespace,
): IDestinationRule | undefined {
  const labels = spec?.template.metadata?.labels ?? {};
  return destinationRules.find(({ metadata }) => {
    const { [ROUTE_ORIGIN]: origin = "", [ROUTE_KEY]: own } = metadata?.annotations ?? {};
    if (own !== key || metadata?.annotations?.[ROUTE_SUBSET] === undefined) return false;
    const service = services.find((one) => one.metadata?.name === serviceOf(origin).service);
    return selectsPods(service?.spec?.selector, labels);
  });
}
