import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { buildsImage } from "../src/campaign/buildsImage.ts";
import type { LoadedMock } from "../src/campaign/loadMocks.ts";
import { mockNames } from "../src/campaign/mockNames.ts";
import type { MockObjects } from "../src/emit/mock/mockObjects.ts";
import { formatProblem, UserError } from "../src/problem.ts";
import { declareNamespace } from "../src/program/mockNamespace.ts";
import { exampleCurl } from "./exampleCurl.ts";
import { kubernetesArgs } from "./kubernetesArgs.ts";

export interface MockServiceArgs {
  /** The service: its document compiled, its settings complete (`loadMocks`). */
  mock: LoadedMock;
  /** What is declared of it (`prepareMocks`); its VirtualService is `IstioLatency`'s. */
  objects: MockObjects;
  /** The image by its digest, `MockImage.ref`; needed where one is built. */
  image?: pulumi.Input<string> | undefined;
  /**
   * The namespace, where several services share one (`mockNamespaces`).
   * @default one of the component's own, unless the service only uses its namespace (`createNamespace: false`)
   */
  namespace?: kubernetes.core.v1.Namespace | undefined;
}

/** One mock in the cluster: Deployment, Service and what belongs to them. */
export class MockService extends pulumi.ComponentResource {
  /** Where callers in the cluster are pointed at: `http://payments-prism-mock.shop-prism-mock.svc.cluster.local`. */
  readonly url: pulumi.Output<string>;
  /** The Service's full DNS name. */
  readonly host: pulumi.Output<string>;
  /** A command that tries the mock from within the cluster. */
  readonly curl: pulumi.Output<string>;

  /** @throws {UserError} when delivery is `image` and there is none. */
  constructor(name: string, args: MockServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { mock, objects, image } = args;
    const { config } = mock;
    if (buildsImage(config) && image === undefined) throw new UserError([noImage(name)]);

    super("understudy:index:MockService", name, { spec: config.spec, engine: config.engine }, opts);

    for (const problem of [...mock.problems, ...objects.warnings]) {
      pulumi.log.warn(formatProblem(problem), this);
    }
    const namespace =
      args.namespace ?? declareNamespace(`${name}-namespace`, [args], { parent: this });
    const { timeout } = config;
    const child = {
      parent: this,
      dependsOn: namespace ?? [],
      customTimeouts: { create: timeout, update: timeout, delete: timeout },
    };

    const { core, apps, autoscaling, policy } = kubernetes;
    const account = new core.v1.ServiceAccount(`${name}-account`, objects.serviceAccount, child);
    const { engine, mock: document } = objects.configMaps;
    const engineConfigMap = engine && new core.v1.ConfigMap(`${name}-engine`, engine, child);
    const mockConfigMap = document && new core.v1.ConfigMap(`${name}-mock`, document, child);
    const deployment = new apps.v1.Deployment(
      `${name}-deployment`,
      kubernetesArgs(objects.deployment, {
        image,
        engineConfigMap: engineConfigMap?.metadata.name,
        mockConfigMap: mockConfigMap?.metadata.name,
      }),
      { ...child, dependsOn: account },
    );
    const service = new core.v1.Service(`${name}-service`, objects.service, child);
    if (objects.podDisruptionBudget !== undefined) {
      new policy.v1.PodDisruptionBudget(
        `${name}-disruption-budget`,
        objects.podDisruptionBudget,
        child,
      );
    }
    if (objects.horizontalPodAutoscaler !== undefined) {
      new autoscaling.v2.HorizontalPodAutoscaler(
        `${name}-autoscaler`,
        kubernetesArgs(objects.horizontalPodAutoscaler),
        { ...child, dependsOn: deployment },
      );
    }

    const { host } = mockNames(config);
    const port = config.ports.service === 80 ? "" : `:${config.ports.service}`;
    // Who uses the address waits for the Service and the pods behind it; a preview knows it already.
    const ready = (text: string) =>
      pulumi.all([service.metadata.name, deployment.metadata.name]).apply(() => text);
    this.host = ready(host);
    this.url = ready(`http://${host}${port}`);
    this.curl = ready(exampleCurl(mock.table, `http://${host}${port}`));
    this.registerOutputs({ url: this.url, host: this.host, curl: this.curl });
  }
}

function noImage(name: string) {
  return {
    where: `MockService "${name}"`,
    what: "expected an image, because delivery is image, received nothing",
    fix: "Pass the ref of a MockImage, or deliver the mock by configMap.",
  };
}
