import type { IGateway, IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import * as pulumi from "@pulumi/pulumi";
import { istioObject } from "./istioObject.ts";

/** As `previewGateway` of `emit/` makes them. */
export interface PreviewGatewayArgs {
  /** Undefined where the Gateway exists. */
  gateway?: IGateway | undefined;
  /** One for each preview host. */
  virtualServices: IVirtualService[];
}

/** Hosts at an Istio Gateway that lead to replicas, and mark their requests with the key for the hops behind. */
export class PreviewGateway extends pulumi.ComponentResource {
  /** The preview hosts: `preview-pr-12-payments.example.com`. */
  readonly hosts: pulumi.Output<string[]>;

  constructor(name: string, args: PreviewGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("understudy:index:PreviewGateway", name, {}, opts);
    const gateway = args.gateway && istioObject(`${name}-gateway`, args.gateway, { parent: this });
    for (const virtualService of args.virtualServices) {
      istioObject(`${name}-${virtualService.metadata?.name}`, virtualService, {
        parent: this,
        dependsOn: gateway ?? [],
      });
    }
    this.hosts = pulumi.output(args.virtualServices.flatMap(({ spec }) => spec?.hosts ?? []));
    this.registerOutputs({ hosts: this.hosts });
  }
}
