import { mockNames } from "../config/mockNames.ts";
import { mockLabels } from "../emit/labels.ts";
import { ownsNamespace } from "../emit/namespace.ts";
import type { Problem } from "../problem.ts";
import type { DeclaredMock, Right } from "./needs.ts";
import type { ClusterState, FoundVirtualService } from "./state.ts";

const MANAGED_BY = "app.kubernetes.io/managed-by";

/** What of a cluster's state is in a campaign's way. */
export function clusterProblems(mocks: readonly DeclaredMock[], state: ClusterState): Problem[] {
  return [
    ...withoutIstio(mocks, state),
    ...mocks.flatMap((mock) => inNamespace(mock, state)),
    ...mocks.flatMap((mock) => foreignVirtualServices(mock, state)),
    ...missingRights(state.denied),
  ];
}

function withoutIstio(mocks: readonly DeclaredMock[], { istio }: ClusterState): Problem[] {
  const [first] = mocks.filter(({ config }) => config.istio.enabled);
  if (istio || first === undefined) return [];
  return [
    {
      where: `${placeOf(first)}.istio`,
      what: "istio is enabled, and the cluster does not know Istio's VirtualServices",
      fix: "Write istio: false, and the mocks make the delays themselves; or install Istio first.",
    },
  ];
}

/**
 * Those that are made must not be there, unless they are ours from an earlier run; others must be there. Of one that
 * may not be looked at nothing is known: where that right is needed, it is missing.
 */
function inNamespace(mock: DeclaredMock, { namespaces }: ClusterState): Problem[] {
  const { namespace } = mockNames(mock.config);
  const found = namespaces[namespace] ?? "hidden";
  const where = `${placeOf(mock)}.namespace`;
  if (found === "hidden") return [];
  if (!ownsNamespace(mock.config)) {
    if (found !== "absent") return [];
    const what = `namespace "${namespace}" is to be used, and is not there`;
    return [{ where, what, fix: "Make it first, or leave out adopt and namespace.create." }];
  }
  if (found === "absent" || found[MANAGED_BY] === "understudy") return [];
  const what = `namespace "${namespace}" is to be made, and is there already, from somebody else`;
  const fix =
    "Write adopt: true to use it and leave it on destroy, or change namespace or suffix to have another one.";
  return [{ where, what, fix }];
}

/**
 * Istio takes one VirtualService a host in the mesh, and whose is not said: the other's rules or ours would be void.
 */
function foreignVirtualServices(mock: DeclaredMock, { virtualServices }: ClusterState): Problem[] {
  const ours = mock.objects.virtualService;
  if (ours === undefined || virtualServices === undefined) return [];
  const { resource, namespace } = mockNames(mock.config);
  const labels = mockLabels(mock.config, resource);
  const { hosts = [], gateways = [] } = ours.spec ?? {};
  return virtualServices
    .filter(
      (found) =>
        found.namespace !== namespace ||
        found.name !== resource ||
        found.labels[MANAGED_BY] !== labels[MANAGED_BY],
    )
    .filter((found) => shared(gatewaysOf(found), gatewaysOf({ gateways, namespace })).length > 0)
    .flatMap((found) => {
      const both = shared(
        hosts,
        found.hosts.map((host) => fullName(host, found.namespace)),
      );
      return both.map((host) => ({
        where: placeOf(mock),
        what: `host ${host} has the VirtualService ${found.namespace}/${found.name} already, from somebody else`,
        fix: "Istio takes only one of the two: remove that one, or give the mock another name with suffix or campaign.",
      }));
    });
}

/** Istio completes names without a dot by the namespace that they are written in; none is the mesh. */
function fullName(host: string, namespace: string): string {
  return host.includes(".") ? host : `${host}.${namespace}.svc.cluster.local`;
}

function gatewaysOf({
  gateways,
  namespace,
}: Pick<FoundVirtualService, "gateways" | "namespace">): string[] {
  if (gateways.length === 0) return ["mesh"];
  return gateways.map((name) =>
    name === "mesh" || name.includes("/") ? name : `${namespace}/${name}`,
  );
}

function shared(some: readonly string[], others: readonly string[]): string[] {
  return some.filter((text) => others.includes(text));
}

/** One problem a kind of object and namespace, with all verbs that are missing. */
function missingRights(denied: readonly Right[]): Problem[] {
  const places = Map.groupBy(denied, ({ group, resource, namespace = "" }) =>
    [group === "" ? resource : `${resource}.${group}`, namespace].join(" "),
  );
  return [...places].map(([place, rights]) => {
    const [resource = "", namespace = ""] = place.split(" ");
    const verbs = rights.map(({ verb }) => verb).join(", ");
    const within = namespace === "" ? "" : ` in namespace ${namespace}`;
    return {
      where: "cluster",
      what: `you may not ${verbs} ${resource}${within}`,
      fix: "Ask whoever runs the cluster for these rights, or name another context.",
    };
  });
}

function placeOf({ config }: DeclaredMock): string {
  return config.where ?? config.name;
}
