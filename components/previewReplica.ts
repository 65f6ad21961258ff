import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { previewNames } from "../src/campaign/previewNames.ts";
import type { PreviewConfig } from "../src/campaign/routingConfig.ts";
import { SETUP } from "../src/config/schema/previews.ts";
import { ROUTER } from "../src/config/schema/router.ts";
import type { PreviewReplica as ReplicaObjects } from "../src/emit/preview/previewReplica.ts";
import { parseDuration } from "../src/latency/duration.ts";
import { formatProblem } from "../src/problem.ts";
import { BAGGAGE_MEMBER } from "../src/routing/routeKey.ts";
import { istioObject } from "./istioObject.ts";
import { kubernetesArgs } from "./kubernetesArgs.ts";

export interface PreviewReplicaArgs {
  /** The preview, with every default filled in (`parseCampaign`). */
  config: PreviewConfig;
  /** What is declared of it, as `previewReplica` of `emit/` makes it from the origin. */
  replica: ReplicaObjects;
  /**
   * The plain header of route keys.
   * @default "x-preview"
   */
  header?: string | undefined;
}

/** A copy of a Deployment for requests with a route key: its setup Job first, then its pods, then its Service. */
export class PreviewReplica extends pulumi.ComponentResource {
  /** The route key of the requests that reach it. */
  readonly key: pulumi.Output<string>;
  /** The headers, any of which carries the key. */
  readonly headers: pulumi.Output<Record<string, string>>;
  /** A command that reaches it from a pod with a sidecar. */
  readonly curl: pulumi.Output<string>;

  constructor(name: string, args: PreviewReplicaArgs, opts?: pulumi.ComponentResourceOptions) {
    const { config, replica } = args;
    super("understudy:index:PreviewReplica", name, { key: config.key }, opts);
    for (const problem of replica.warnings) pulumi.log.warn(formatProblem(problem), this);

    const { apps, batch, core } = kubernetes;
    const { setupJob, deployment, service, destinationRule } = replica;
    const job =
      setupJob &&
      new batch.v1.Job(`${name}-setup`, kubernetesArgs(setupJob), {
        parent: this,
        customTimeouts: { create: waitFor(config.setup?.timeout) },
      });
    const pods = new apps.v1.Deployment(`${name}-deployment`, kubernetesArgs(deployment), {
      parent: this,
      dependsOn: job ?? [],
    });
    const child = { parent: this, dependsOn: pods };
    if (service !== undefined)
      new core.v1.Service(`${name}-service`, kubernetesArgs(service), child);
    if (destinationRule !== undefined) {
      istioObject(`${name}-destination-rule`, destinationRule, child);
    }

    const { header = ROUTER.header.default } = args;
    const carried = { [header]: config.key, baggage: `${BAGGAGE_MEMBER}=${config.key}` };
    const port = service?.spec?.ports?.[0]?.port ?? 80;
    const url = `http://${previewNames(config).originHost}${port === 80 ? "" : `:${port}`}/`;
    // Who uses them waits for the pods; a preview knows them already.
    const ready = <T>(value: T) => pods.metadata.name.apply(() => value);
    this.key = ready(config.key);
    this.headers = ready(carried);
    this.curl = ready(`curl -H '${header}: ${config.key}' ${url}`);
    this.registerOutputs({ key: this.key, headers: this.headers, curl: this.curl });
  }
}

/** A minute longer than the Job itself may take, so that it is the Job that fails. */
function waitFor(timeout = SETUP.timeout.default): string {
  return `${Math.ceil((parseDuration(timeout) ?? 0) / 1000) + 60}s`;
}
