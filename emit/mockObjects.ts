import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { HorizontalPodAutoscaler } from "kubernetes-types/autoscaling/v2.d.ts";
import type { ConfigMap, Namespace, Service, ServiceAccount } from "kubernetes-types/core/v1.d.ts";
import type { PodDisruptionBudget } from "kubernetes-types/policy/v1.d.ts";
import type { LoadedMock } from "../config/load.ts";
import type { Problem } from "../problem.ts";
import type { Document } from "./prism.ts";

/** What a mock's objects are made from, beside the mock itself. */
export interface MockContext {
  /** What `istio.revision: auto` stands for in this cluster; empty where that could not be found out. */
  revision: string;
  /** The bundled server, which only delivery `configMap` of the engine `understudy` needs. */
  engineBundle?: string;
  /** What Prism reads, the OpenAPI document first; only delivery `configMap` of the engine `prism` needs it. */
  documents?: Document[];
}

/**
 * Every object of one mock, each with its namespace. Texts that are known only later are slots:
 * `image` (Deployment, delivery `image`), `engineConfigMap` and `mockConfigMap` (the names of the two ConfigMaps,
 * which have none of their own here, so that a change of content makes a new one and the pods roll).
 */
export interface MockObjects {
  /** Undefined where the namespace is not ours (`create: false`, or adopted). Services may share it. */
  namespace?: Namespace;
  serviceAccount: ServiceAccount;
  configMaps: {
    /** The bundled server; the same for every service of a namespace. */
    engine?: ConfigMap;
    /** The service's compiled document, or what Prism reads. */
    mock?: ConfigMap;
  };
  deployment: Deployment;
  service: Service;
  virtualService?: IVirtualService;
  horizontalPodAutoscaler?: HorizontalPodAutoscaler;
  podDisruptionBudget?: PodDisruptionBudget;
  /** Things that work, but that the user should know. */
  warnings: Problem[];
}

/**
 * The objects of one mock.
 * @throws {UserError} when a ConfigMap would be over the cluster's limit, or Istio cannot say one of the delays.
 */
export function mockObjects(_mock: LoadedMock, _context: MockContext): MockObjects {
  throw new Error("not yet");
}
