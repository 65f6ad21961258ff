import { mockNames } from "../campaign/mockNames.ts";
import { MANAGED_BY } from "../emit/common/labels.ts";
import type { StackState } from "../emit/common/stackOwner.ts";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import { ownsNamespace } from "../emit/mock/namespace.ts";
import type { Problem } from "../problem.ts";
import type { ClusterState } from "./clusterState.ts";
import type { Declared } from "./declaredObjects.ts";
import { refusedPods } from "./dryRunPods.ts";
import { foreignVirtualServices } from "./foreignVirtualServices.ts";
import type { DeclaredRouting, Right } from "./needs.ts";
import { routingProblems } from "./routingProblems.ts";
import { takenObjects } from "./takenObjects.ts";

/**
 * Returns everything in a cluster's state that would stop a campaign.
 *
 * @param stack the stack that asks
 */
export function clusterProblems(
  mocks: readonly PlannedMock[],
  state: ClusterState,
  stack: StackState,
  { declared, routing }: { declared: readonly Declared[]; routing?: DeclaredRouting | undefined },
): Problem[] {
  return [
    ...withoutIstio(mocks, state),
    ...mocks.flatMap((mock) => inNamespace(mock, state)),
    ...takenObjects(declared, state.found, stack),
    ...refusedPods(state.refused, state.found),
    ...mocks.flatMap((mock) => foreignOf(mock, state, stack)),
    ...(routing === undefined ? [] : routingProblems(routing, state, stack)),
    ...missingRights(state.denied),
  ];
}

function withoutIstio(mocks: readonly PlannedMock[], { istio }: ClusterState): Problem[] {
  const [first] = mocks.filter(({ mock }) => mock.config.istio.enabled);
  if (istio || first === undefined) return [];
  return [
    {
      where: `${placeOf(first)}.istio`,
      what: "istio is enabled, but the cluster does not have Istio's VirtualServices",
      fix: "Write istio: none, so that the mocks make the delays themselves; or install Istio first.",
    },
  ];
}

/**
 * A namespace that the stack creates must not exist, unless an earlier run created it; any other must exist. If the
 * user may not read a namespace, nothing is reported here: if the right is needed, it is reported as missing.
 */
function inNamespace(planned: PlannedMock, { namespaces }: ClusterState): Problem[] {
  const { namespace } = mockNames(planned.mock.config);
  const found = namespaces[namespace] ?? "hidden";
  const where = `${placeOf(planned)}.namespace`;
  if (found === "hidden") return [];
  if (!ownsNamespace(planned.mock.config)) {
    if (found !== "absent") return [];
    const what = `namespace "${namespace}" is to be used, but does not exist`;
    return [{ where, what, fix: "Create it first, or remove adopt and createNamespace." }];
  }
  if (found === "absent" || found[MANAGED_BY] === "understudy") return [];
  const what = `namespace "${namespace}" is to be created, but exists already and is not managed by understudy`;
  const fix =
    "Write adopt: true to use it and keep it on destroy, or change namespace or suffix to create another one.";
  return [{ where, what, fix }];
}

function foreignOf(
  mock: PlannedMock,
  { virtualServices = [] }: ClusterState,
  stack: StackState,
): Problem[] {
  const { virtualService } = mock.objects;
  if (virtualService === undefined) return [];
  const fix =
    "Istio uses only one of the two: remove that one, or give the mock another name with suffix or campaign.";
  return foreignVirtualServices(
    { where: placeOf(mock), virtualService, fix },
    virtualServices,
    stack,
  );
}

/** Returns one problem per kind of object and namespace, with all missing verbs. */
export function missingRights(denied: readonly Right[]): Problem[] {
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
      fix: "Ask the cluster's administrators for these rights, or name another context.",
    };
  });
}

function placeOf({ mock: { config } }: PlannedMock): string {
  return config.where ?? config.name;
}
