import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import * as pulumi from "@pulumi/pulumi";
import { istioObject } from "./istioObject.ts";

export interface IstioLatencyArgs {
  /** The VirtualService as `prepareMocks` makes it: the one of the mock's host, with all its routes. */
  virtualService: IVirtualService;
}

/** The delays that the mesh makes for one mock: the callers' sidecars wait before they call it. */
export class IstioLatency extends pulumi.ComponentResource {
  constructor(name: string, args: IstioLatencyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("understudy:index:IstioLatency", name, {}, opts);
    istioObject(`${name}-virtual-service`, args.virtualService, { parent: this });
    this.registerOutputs();
  }
}
