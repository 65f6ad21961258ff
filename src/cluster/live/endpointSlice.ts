/** An EndpointSlice, as far as it is read here. */
export interface EndpointSlice {
  metadata: { namespace: string; labels?: Record<string, string> };
  endpoints?: { conditions?: { ready?: boolean } }[];
}

export const SLICES = { group: "discovery.k8s.io", resource: "endpointslices" };

/** Returns the Services, `shop/payments-pr-12`, of which an endpoint is ready. */
export function readySlices(slices: readonly EndpointSlice[]): Set<string> {
  const ready = slices.filter(({ endpoints }) =>
    // The API's description has it that a missing condition means ready.
    (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false),
  );
  return new Set(
    ready.map(
      ({ metadata: { namespace, labels } }) =>
        `${namespace}/${labels?.["kubernetes.io/service-name"]}`,
    ),
  );
}
