import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { reachPreview, setupPatience } from "../src/plan/reachPreview.ts";
import { claimName, componentName } from "../src/pulumi/claimName.ts";
import { istioObject } from "../src/pulumi/istioObject.ts";
import { argsOf, knownAs } from "../src/pulumi/laterObject.ts";
import { originOf } from "../src/pulumi/originOf.ts";
import { fillOutputs } from "../src/pulumi/outputs.ts";
import { withPlan } from "../src/pulumi/planned.ts";
import { planPreviewReplica } from "../src/pulumi/planPreviewReplica.ts";
import { ownedByStack } from "../src/pulumi/running/ownedByStack.ts";
import { warn } from "../src/pulumi/warn.ts";
import type { PreviewReplicaArgs } from "./previewReplicaArgs.ts";
import type { RouteEntryArgs } from "./routeArgs.ts";

/**
 * A copy of a Deployment that only requests with a route key reach: its set-up Job first, then its pods, then its Service.
 *
 * @example
 * const preview = new PreviewReplica("payments-pr-12", {
 *   service: "payments",
 *   namespace: "shop",
 *   key: "pr-12",
 *   image: "registry.example.com/payments:pr-12",
 * }, { provider });
 * new ServiceRouter("payments", { host: "payments.shop", entries: [preview.entry] }, { provider, dependsOn: preview });
 */
export class PreviewReplica extends pulumi.ComponentResource {
  /** The route key of the requests that reach it. */
  readonly key: pulumi.Output<string>;
  /** Headers that carry the key. One of them is enough. */
  readonly headers: pulumi.Output<Record<string, string>>;
  /** A command that reaches it from a pod with a sidecar. */
  readonly curl: pulumi.Output<string>;
  /** Where requests with the key go, for `ServiceRouter` and `PreviewGateway`. */
  readonly entry: pulumi.Output<RouteEntryArgs>;

  /** @throws {UserError} with every mistake in the arguments; nothing is declared then */
  constructor(name: string, args: PreviewReplicaArgs, opts?: pulumi.ComponentResourceOptions) {
    const { config, entry, header, outputs, has, copyOf, planned } = planPreviewReplica(name, args);

    super("understudy:index:PreviewReplica", name, { key: config.key }, ownedByStack(opts));

    const fix = "Give one of the two another key or suffix.";
    const thing = `the copy ${config.deployment}-${config.suffix} in ${config.namespace}`;
    const provider = this.getProvider("kubernetes:apps/v1:Deployment");
    claimName({ thing, component: componentName(this), argument: "suffix", fix }, provider);

    const replica = planned ? knownAs(planned) : originOf(name, config, args, this).apply(copyOf);
    const emitted = <Args>(kind: "setupJob" | "deployment" | "service" | "destinationRule") =>
      argsOf<Args>(replica.apply((known) => fillOutputs(known[kind] ?? {}, outputs)));
    replica.apply(({ warnings }) => warn(warnings, this));

    const { apps, batch, core } = kubernetes;
    const job = has.setupJob
      ? new batch.v1.Job(`${name}-setup`, emitted("setupJob"), {
          parent: this,
          customTimeouts: { create: setupPatience(config) },
        })
      : undefined;
    const pods = new apps.v1.Deployment(`${name}-deployment`, emitted("deployment"), {
      parent: this,
      dependsOn: job ?? [],
    });
    const child = { parent: this, dependsOn: pods };
    const service = has.service
      ? new core.v1.Service(`${name}-service`, emitted("service"), child)
      : undefined;
    const kind = { apiVersion: "networking.istio.io/v1", kind: "DestinationRule" };
    const rule = has.destinationRule
      ? istioObject(
          `${name}-destination-rule`,
          { ...kind, ...emitted<object>("destinationRule") },
          child,
        )
      : undefined;

    // Outputs wait for the pods. A preview shows their values already.
    const ready = <T>(value: pulumi.Input<T>) =>
      pulumi.all([value, pods.metadata.name]).apply(([known]) => known);
    this.key = ready(config.key);
    this.headers = ready(replica.apply(() => reachPreview(config, header).headers));
    this.curl = ready(replica.apply(({ service }) => reachPreview(config, header, service).curl));
    const routed = pulumi.all([service?.metadata.name, rule?.metadata.name]);
    this.entry = withPlan(
      routed.apply(() => ready<RouteEntryArgs>(entry)),
      entry,
    );
    this.registerOutputs({
      key: this.key,
      headers: this.headers,
      curl: this.curl,
      entry: this.entry,
    });
  }
}
