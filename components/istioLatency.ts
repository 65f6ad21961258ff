import * as pulumi from "@pulumi/pulumi";
import type { PlannedMock } from "../src/emit/mock/mockObjects.ts";
import { planLatencyOf } from "../src/plan/planLatencyOf.ts";
import { virtualService } from "../src/pulumi/istioObject.ts";
import { fillOutputs, type Outputs } from "../src/pulumi/outputs.ts";
import { planOf } from "../src/pulumi/planned.ts";
import { ownedByStack } from "../src/pulumi/running/ownedByStack.ts";
import { whenKnown } from "../src/pulumi/whenKnown.ts";
import { withLabels } from "../src/pulumi/withLabels.ts";
import type { LatencyArgs } from "./latencyArgs.ts";

/** Which host is delayed, and by how much. */
export interface IstioLatencyArgs {
  /**
   * Path of the OpenAPI document with the routes, from the folder of the program. Delays of the latency file beside it
   * are taken too.
   * @example "specs/payments.yaml"
   */
  spec: string;
  /**
   * The Service whose callers wait: `payments.shop`, or its full name. Istio takes one VirtualService a host, so that it
   * may have no other.
   * @example "payments-mock.shop"
   */
  host: pulumi.Input<string>;
  /**
   * Port of the Service.
   * @default 80
   */
  port?: number;
  /**
   * How long answers take, in addition to what the latency file says. `inject` is always `mesh` here.
   * @default what the latency file says
   * @example { routes: { "GET /payments/{paymentId}": { p95: "90ms" } } }
   */
  latency?: LatencyArgs;
  /**
   * Labels of the VirtualService.
   * @default none
   * @example { team: "payments" }
   */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * The delays that the mesh makes for one Service: the callers' sidecars wait before they call it. `MockService` declares
 * it for its own mock; alone it slows down whatever answers at a host.
 *
 * @example
 * new IstioLatency("payments", {
 *   spec: "specs/payments.yaml",
 *   host: "payments-mock.shop",
 *   latency: { routes: { "GET /payments/{paymentId}": { p95: "90ms" } } },
 * }, { provider });
 */
export class IstioLatency extends pulumi.ComponentResource {
  /** @throws {UserError} with every mistake in the arguments and in the document */
  constructor(name: string, args: IstioLatencyArgs, opts?: pulumi.ComponentResourceOptions) {
    const { labels, ...said } = args;
    const planned = planOf<PlannedMock & { outputs?: Outputs }>(args);
    const owner = { component: `IstioLatency "${name}"`, stack: pulumi.getStack() };
    const object =
      planned === undefined
        ? whenKnown(said, (plain) => planLatencyOf(owner, { name, ...plain }))
        : pulumi.output(fillOutputs(planned.objects.virtualService ?? {}, planned.outputs ?? {}));

    super("understudy:index:IstioLatency", name, {}, ownedByStack(opts));

    const labelled = object.apply((known) => withLabels(known, labels));
    virtualService(`${name}-virtual-service`, labelled, { parent: this });
    this.registerOutputs();
  }
}
