import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { HorizontalPodAutoscaler } from "kubernetes-types/autoscaling/v2.d.ts";
import type { ConfigMap, Namespace, Service, ServiceAccount } from "kubernetes-types/core/v1.d.ts";
import type { PodDisruptionBudget } from "kubernetes-types/policy/v1.d.ts";
import type { LoadedMock } from "../../campaign/loadMocks.ts";
import { attempt, type Problem } from "../../problem.ts";
import { meshProblems, meshWarnings } from "../delays/meshLimits.ts";
import { mockVirtualService } from "../delays/virtualService.ts";
import { substitutionOf } from "../routes/substitutionOf.ts";
import {
  documentsConfigMap,
  engineConfigMap,
  LIMIT,
  mockConfigMap,
  sizeProblems,
} from "./configMap.ts";
import { mockDeployment } from "./deployment.ts";
import { type Document, layOut } from "./documents.ts";
import { mockHorizontalPodAutoscaler } from "./horizontalPodAutoscaler.ts";
import { fitsInto, mockFile } from "./mockFile.ts";
import { mockNamespace, ownsNamespace } from "./namespace.ts";
import { mockPodDisruptionBudget } from "./podDisruptionBudget.ts";
import { prismEngine, prismWarnings } from "./prism.ts";
import { mockService, serviceProblems } from "./service.ts";
import { mockServiceAccount } from "./serviceAccount.ts";
import { understudyEngine } from "./understudyEngine.ts";

/** What a mock's objects are made from, in addition to the mock. */
export interface MockContext {
  /** What `istio.revision: auto` resolved to in this cluster, or empty if unknown. */
  revision: string;
  /**
   * Returns the bundled server. Without it the server's and the mock's ConfigMaps are left out, which is enough for
   * checks.
   */
  engineBundle?: () => string;
  /** The documents that Prism reads (`readDocuments`). Only the engine `prism` needs them. */
  documents?: Document[];
}

/**
 * All objects of one mock, each with its namespace. Texts that are known only later are slots: `image` (Deployment,
 * delivery `image`), and `serviceAccount`, `engineConfigMap` and `mockConfigMap` (names of these objects). ConfigMaps
 * have no names here: new content gets a new name, so that the pods are replaced.
 */
export interface MockObjects {
  /** Undefined if the namespace exists already (`createNamespace: false`, or `adopt`). Services may share it. */
  namespace?: Namespace;
  /** All mocks of a stack in a namespace share it. */
  serviceAccount: ServiceAccount;
  configMaps: {
    /** The bundled server, which all mocks of a stack in a namespace share. */
    engine?: ConfigMap;
    /** The service's compiled document, or what Prism reads. */
    mock?: ConfigMap;
  };
  deployment: Deployment;
  service: Service;
  virtualService?: IVirtualService;
  horizontalPodAutoscaler?: HorizontalPodAutoscaler;
  podDisruptionBudget?: PodDisruptionBudget;
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

/** Returns the objects of one mock, with all warnings and problems. */
export function mockObjects(mock: LoadedMock, context: MockContext): MockObjects {
  const { config } = mock;
  const documents = layOut(context.documents ?? []);
  const configMaps = mockConfigMaps(mock, context, documents);
  const virtualService = mockVirtualService(mock);
  const problems: Problem[] = [];
  const service = mockService(
    config,
    attempt(problems, () => substitutionOf(mock)),
  );
  problems.push(
    ...Object.values(configMaps).flatMap((configMap) => sizeProblems(config, configMap)),
    ...meshProblems(mock, virtualService),
    ...serviceProblems(config, service),
  );
  const horizontalPodAutoscaler = mockHorizontalPodAutoscaler(config);
  const podDisruptionBudget = mockPodDisruptionBudget(config);
  const engine =
    config.engine === "prism" ? prismEngine(config, documents) : understudyEngine(config);
  return {
    ...(ownsNamespace(config) ? { namespace: mockNamespace(config, context.revision) } : {}),
    serviceAccount: mockServiceAccount(config),
    configMaps,
    deployment: mockDeployment(config, engine, context.revision),
    service,
    ...(virtualService === undefined ? {} : { virtualService }),
    ...(horizontalPodAutoscaler === undefined ? {} : { horizontalPodAutoscaler }),
    ...(podDisruptionBudget === undefined ? {} : { podDisruptionBudget }),
    warnings: [...meshWarnings(mock, virtualService), ...prismWarnings(mock)],
    problems,
  };
}

function mockConfigMaps(
  mock: LoadedMock,
  { engineBundle }: MockContext,
  documents: Document[],
): MockObjects["configMaps"] {
  const { config } = mock;
  if (config.delivery === "image") return {};
  if (config.engine === "prism") return { mock: documentsConfigMap(config, documents) };
  if (engineBundle === undefined && fitsInto(LIMIT, mock)) return {};
  return {
    ...(engineBundle !== undefined && { engine: engineConfigMap(config, engineBundle()) }),
    mock: mockConfigMap(config, mockFile(mock)),
  };
}
