import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { Namespace, Service } from "kubernetes-types/core/v1.d.ts";
import type { LoadedMock } from "../../campaign/loadMocks.ts";
import { ownPods } from "../../campaign/mockPods.ts";
import { attempt, type Problem } from "../../problem.ts";
import { meshProblems, meshWarnings } from "../delays/meshLimits.ts";
import { mockVirtualService } from "../delays/virtualService.ts";
import { substitutionOf } from "../routes/substitutionOf.ts";
import type { ConfigMaps } from "./configMaps.ts";
import { loadWarnings } from "./loadWarnings.ts";
import { mockNamespace, ownsNamespace } from "./namespace.ts";
import { type MockContext, type PodObjects, podObjects } from "./podObjects.ts";
import { prismWarnings } from "./prism.ts";
import { mockService, serviceProblems } from "./service.ts";

/**
 * The objects of one mock, each with its namespace. Those of its pods are left out if it shares its pods with other mocks
 * (`PlannedPods`).
 */
export interface MockObjects extends Partial<Omit<PodObjects, "configMaps">> {
  /** Undefined if the namespace exists already (`createNamespace: false`, or `adopt`). Services may share it. */
  namespace?: Namespace;
  /** Empty in shared pods. */
  configMaps: ConfigMaps;
  service: Service;
  virtualService?: IVirtualService;
  /** What works, but the user should know. */
  warnings: Problem[];
  /**
   * What the cluster or Istio would refuse: a ConfigMap or annotations that are too large, a delay that Istio cannot
   * make, a replaced route that the document does not have.
   */
  problems: Problem[];
}

/** A service's mock and the objects that are declared for it. */
export interface PlannedMock {
  mock: LoadedMock;
  objects: MockObjects;
}

/** Returns the objects of a mock's own pods, or undefined if it shares its pods. */
export function ownPodObjects(objects: MockObjects): PodObjects | undefined {
  const { serviceAccount, deployment } = objects;
  if (serviceAccount === undefined || deployment === undefined) return undefined;
  return { ...objects, serviceAccount, deployment };
}

/** Returns the objects of one mock, with all warnings and problems. */
export function mockObjects(mock: LoadedMock, context: MockContext): MockObjects {
  const { config } = mock;
  const virtualService = mockVirtualService(mock);
  const pods = config.pods === "own" ? podObjects(ownPods(mock), context) : undefined;
  const problems: Problem[] = [];
  const service = mockService(
    config,
    attempt(problems, () => substitutionOf(mock)),
  );
  problems.push(
    ...(pods?.problems ?? []),
    ...meshProblems(mock, virtualService),
    ...serviceProblems(config, service),
  );
  return {
    ...(ownsNamespace(config) ? { namespace: mockNamespace(config, context.revision) } : {}),
    ...(pods?.objects ?? { configMaps: {} }),
    service,
    ...(virtualService === undefined ? {} : { virtualService }),
    warnings: [
      ...meshWarnings(mock, virtualService),
      ...prismWarnings(mock),
      ...loadWarnings(mock),
    ],
    problems,
  };
}
