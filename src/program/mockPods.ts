import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { MockImage, type MockImageArgs } from "../../components/mockImage.ts";
import { buildsImage } from "../campaign/buildsImage.ts";
import type { PlannedPods } from "../emit/mock/podObjects.ts";
import { declarePods } from "../pulumi/declarePods.ts";
import { withPlan } from "../pulumi/planned.ts";
import { ownedByStack } from "../pulumi/running/ownedByStack.ts";

/**
 * The pods that all mocks of a namespace share. Only a stack's program declares them: a program of one's own declares its
 * mocks one after the other, and what a Deployment serves must be known when it is declared.
 */
export class MockPods extends pulumi.ComponentResource {
  /** Ready when it serves every mock. */
  readonly deployment: kubernetes.apps.v1.Deployment;

  constructor(
    planned: PlannedPods,
    namespace: pulumi.Resource | undefined,
    opts: pulumi.ComponentResourceOptions,
  ) {
    const { config, objects } = planned;
    const { name } = config;
    super("understudy:index:MockPods", name, {}, ownedByStack(opts));
    const image = buildsImage(config)
      ? new MockImage(name, imageArgs(planned), { parent: this }).ref
      : undefined;
    const pods = { name, config, component: this, namespace, image };
    this.deployment = declarePods(objects, pods).deployment;
    this.registerOutputs();
  }
}

/** The image of all documents. Its argument names one of them, because a component has only one. */
function imageArgs(pods: PlannedPods): MockImageArgs {
  const [mock] = pods.mocks;
  return withPlan({ spec: mock?.config.spec ?? "" }, { mock, pods, objects: { warnings: [] } });
}
