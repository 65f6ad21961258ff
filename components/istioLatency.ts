import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { LoadedMock } from "../config/load.ts";
import { meshPlan } from "../emit/latencyPlace.ts";
import { meshProblems } from "../emit/meshLimits.ts";
import { mockVirtualService } from "../emit/virtualService.ts";
import { UserError } from "../problem.ts";

export interface IstioLatencyArgs {
  /** The service: its document compiled, its delays merged (`loadMocks`). */
  mock: LoadedMock;
}

/**
 * The VirtualService of a mock's host: the callers' sidecars delay each route by it, and a gateway leads to the mock
 * where it is exposed. Where the mesh has nothing to do (Istio is off, the mock waits by itself, no route has a delay)
 * there is none, and the component is empty.
 */
export class IstioLatency extends pulumi.ComponentResource {
  /** @throws {UserError} when Istio cannot make one of the delays. */
  constructor(name: string, args: IstioLatencyArgs, opts?: pulumi.ComponentResourceOptions) {
    const { mock } = args;
    const problems = meshProblems(mock.config, meshPlan(mock));
    if (problems.length > 0) throw new UserError(problems);

    super("understudy:index:IstioLatency", name, { spec: mock.config.spec }, opts);

    const object = mockVirtualService(mock);
    if (object !== undefined) {
      virtualService(`${name}-virtual-service`, object, { parent: this });
    }
    this.registerOutputs();
  }
}

/** Pulumi knows Istio's kinds only as custom resources, of any shape; the type here holds them to theirs. */
function virtualService(
  name: string,
  object: IVirtualService,
  opts: pulumi.CustomResourceOptions,
): kubernetes.apiextensions.CustomResource {
  return new kubernetes.apiextensions.CustomResource(name, { ...object }, opts);
}
