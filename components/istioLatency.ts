import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

export interface IstioLatencyArgs {
  /** The VirtualService as `prepareMocks` makes it: the one of the mock's host, with all its routes. */
  virtualService: IVirtualService;
}

/** The delays that the mesh makes for one mock: the callers' sidecars wait before they call it. */
export class IstioLatency extends pulumi.ComponentResource {
  constructor(name: string, args: IstioLatencyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("understudy:index:IstioLatency", name, {}, opts);
    virtualService(`${name}-virtual-service`, args.virtualService, { parent: this });
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
