import * as pulumi from "@pulumi/pulumi";
import { istioObject } from "../src/pulumi/istioObject.ts";
import { fillOutputs } from "../src/pulumi/outputs.ts";
import { planPreviewGateway } from "../src/pulumi/planPreviewGateway.ts";
import { ownedByStack } from "../src/pulumi/running/ownedByStack.ts";
import { warn } from "../src/pulumi/warn.ts";
import type { GatewayApiArgs, RouteEntryArgs } from "./routeArgs.ts";

/** Which hosts lead to replicas, and at which Gateway. */
export interface PreviewGatewayArgs {
  /**
   * The Istio Gateway as `namespace/name`: one that exists, or the one that `create` makes.
   * @example "istio-ingress/public"
   */
  gateway: string;
  /**
   * Makes that Gateway, with the host `*.<domain>`.
   * @default it exists
   * @example { selector: { istio: "ingressgateway" } }
   */
  create?: GatewayCreateArgs;
  /**
   * Domain of the preview hosts.
   * @example "example.com"
   */
  domain: string;
  /**
   * Template of the preview hosts, with `{key}`, `{api}` and `{domain}`.
   * @default "preview-{key}-{api}.{domain}"
   */
  host?: string;
  /**
   * The APIs that have preview hosts.
   * @example [{ api: "payments", service: "payments.shop" }]
   */
  apis: GatewayApiArgs[];
  /**
   * Where requests with route keys go. Each key has a host for each API.
   * @default none
   * @example [preview.entry]
   */
  entries?: pulumi.Input<RouteEntryArgs>[];
  /**
   * Plain header that carries route keys beside `baggage`.
   * @default "x-preview"
   */
  header?: string;
  /**
   * Routes that mocks answer in a Service's place.
   * @default none
   * @example [payments.substitutions]
   */
  // biome-ignore lint/suspicious/noExplicitAny: what `MockService.substitutions` gives.
  substitutions?: pulumi.Input<any[]>[];
}

/** A Gateway for preview hosts. */
export interface GatewayCreateArgs {
  /**
   * Labels of the ingress gateway's pods.
   * @example { istio: "ingressgateway" }
   */
  selector: Record<string, string>;
  /**
   * The Secret with the certificate of `*.<domain>`, in the ingress gateway's namespace.
   * @default HTTP only
   * @example "preview-certificate"
   */
  tlsSecret?: pulumi.Input<string>;
}

/**
 * Hosts at an Istio Gateway that lead to replicas, `preview-pr-12-payments.example.com`. Their requests get the key, so
 * that the services behind route by it too.
 */
export class PreviewGateway extends pulumi.ComponentResource {
  /** The preview hosts. */
  readonly hosts: pulumi.Output<string[]>;

  /** @throws {UserError} with every mistake in the arguments; nothing is declared then */
  constructor(name: string, args: PreviewGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    const { gateway, virtualServices, warnings, outputs } = planPreviewGateway(name, args);

    super("understudy:index:PreviewGateway", name, {}, ownedByStack(opts));
    warn(warnings, this);

    const made =
      gateway && istioObject(`${name}-gateway`, fillOutputs(gateway, outputs), { parent: this });
    for (const virtualService of virtualServices) {
      istioObject(`${name}-${virtualService.metadata?.name}`, virtualService, {
        parent: this,
        dependsOn: made ?? [],
      });
    }
    this.hosts = pulumi.output(virtualServices.flatMap(({ spec }) => spec?.hosts ?? []));
    this.registerOutputs({ hosts: this.hosts });
  }
}
