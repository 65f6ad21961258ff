import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { buildsImage } from "../src/campaign/buildsImage.ts";
import { mockNames } from "../src/campaign/mockNames.ts";
import { ownPodObjects } from "../src/emit/mock/mockObjects.ts";
import { exampleCurl } from "../src/plan/exampleCurl.ts";
import { claimMock } from "../src/pulumi/claimName.ts";
import { declareNamespace } from "../src/pulumi/declareNamespace.ts";
import { declarePods } from "../src/pulumi/declarePods.ts";
import { kubernetesArgs } from "../src/pulumi/kubernetesArgs.ts";
import { fillOutputs } from "../src/pulumi/outputs.ts";
import { planMockService } from "../src/pulumi/planMockService.ts";
import { planOf, withPlan } from "../src/pulumi/planned.ts";
import { ownedByStack } from "../src/pulumi/running/ownedByStack.ts";
import { warn } from "../src/pulumi/warn.ts";
import { withLabels } from "../src/pulumi/withLabels.ts";
import { IstioLatency } from "./istioLatency.ts";
import { MockImage } from "./mockImage.ts";
import type { MockServiceArgs } from "./mockServiceArgs.ts";

/**
 * One mock in the cluster, made from an OpenAPI document: its image and repository, Deployment and Service, and the
 * VirtualService that delays its routes. Mocks of one namespace share the Namespace and a ServiceAccount.
 *
 * @example
 * const payments = new MockService("payments", {
 *   spec: "specs/payments.yaml",
 *   namespace: "shop",
 *   latency: { routes: { "GET /payments/{paymentId}": { p95: "90ms" } } },
 * }, { provider });
 * export const url = payments.url;
 */
export class MockService extends pulumi.ComponentResource {
  /** Address for callers in the cluster: `http://payments-prism-mock.shop-prism-mock.svc.cluster.local`. */
  readonly url: pulumi.Output<string>;
  /** The Service's full DNS name. */
  readonly host: pulumi.Output<string>;
  /** Name of the namespace that the mock is in. */
  readonly namespace: pulumi.Output<string>;
  /** A command that tries the mock from inside the cluster. */
  readonly curl: pulumi.Output<string>;
  /** The routes that the mock answers in another service's place, for `ServiceRouter`; empty without `replaces`. */
  // biome-ignore lint/suspicious/noExplicitAny: routes of a VirtualService, which Pulumi's schema has no type for.
  readonly substitutions: pulumi.Output<any[]>;

  /** @throws {UserError} with every mistake in the arguments and in the document; nothing is declared then */
  constructor(name: string, args: MockServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const planned = planMockService("MockService", name, args);
    const { mock, objects, outputs } = planned;
    const { config } = mock;

    super(
      "understudy:index:MockService",
      name,
      { spec: config.spec, engine: config.engine },
      ownedByStack(opts),
    );
    warn(planned.warnings, this);

    // A stack's names are checked before.
    if (planOf(args) === undefined) claimMock(config, this);

    const { timeout } = config;
    const customTimeouts = { create: timeout, update: timeout, delete: timeout };
    const namespace = declareNamespace(name, planned, outputs, this);

    // The parts have the mock's own name. The aliases are for programs of version 0.1, which declared them beside the
    // mock.
    const part = { parent: this, aliases: [{ parent: pulumi.rootStackResource }] };
    const { labels } = args;
    const own = ownPodObjects(objects);
    const image =
      own && buildsImage(config)
        ? new MockImage(name, withPlan({ spec: config.spec }, planned), part).ref
        : undefined;
    const declarer = { name, config, component: this, namespace, image, outputs, labels };
    const { deployment: shared } = planned;
    const pods = own ? declarePods(own, declarer) : shared && { deployment: shared };
    const service = new kubernetes.core.v1.Service(
      `${name}-service`,
      withLabels(kubernetesArgs(fillOutputs(objects.service, outputs)), labels),
      { parent: this, dependsOn: namespace ?? [], customTimeouts },
    );
    const { virtualService } = objects;
    if (virtualService !== undefined) {
      const latency = {
        spec: config.spec,
        host: mockNames(config).host,
        ...(labels !== undefined && { labels }),
      };
      const dependsOn = [...Object.values(pods ?? {}), service];
      new IstioLatency(name, withPlan(latency, planned), { ...part, dependsOn });
    }

    const names = fillOutputs(mockNames(config), outputs);
    const port = config.ports.service === 80 ? "" : `:${config.ports.service}`;
    const url = pulumi.interpolate`http://${names.host}${port}`;
    // Outputs wait for the Service and its pods. A preview shows their values already.
    const ready = <T>(value: pulumi.Input<T>) =>
      pulumi
        .all([value, service.metadata.name, pods?.deployment.metadata.name])
        .apply(([known]) => known);
    this.host = ready(names.host);
    this.url = ready(url);
    this.namespace = ready(names.namespace);
    this.curl = ready(url.apply((known) => exampleCurl(mock.table, known)));
    this.substitutions = withPlan(
      ready(fillOutputs(planned.substitutions, outputs)),
      planned.substitutions,
    );
    this.registerOutputs({
      url: this.url,
      host: this.host,
      namespace: this.namespace,
      curl: this.curl,
      substitutions: this.substitutions,
    });
  }
}
