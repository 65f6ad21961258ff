import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import { kubernetesArgs } from "./kubernetesArgs.ts";
import { fillOutputs, type Outputs } from "./outputs.ts";
import { oncePerCluster, perProgram } from "./perProgram.ts";

const ofProgram = perProgram<kubernetes.core.v1.ConfigMap>();

/**
 * Returns the ConfigMap with the server that a mock runs, or undefined if its image contains the server. The first mock
 * of a namespace declares it for all, outside of its own resource tree, so that it stays when that mock is removed.
 * Pulumi makes its name from the logical one and random digits: two stacks that use the same namespace have two, and a
 * new server gets a new name, which replaces the pods. If the name of the namespace is an Output, the ConfigMap is the
 * mock's own child, because it is not known which mocks share it.
 */
export function declareEngine(
  name: string,
  { mock: { config }, objects }: PlannedMock,
  outputs: Outputs,
  {
    parent,
    namespace,
  }: { parent: pulumi.ComponentResource; namespace: pulumi.Resource | undefined },
): kubernetes.core.v1.ConfigMap | undefined {
  const { engine } = objects.configMaps;
  if (engine === undefined) return undefined;
  const { ConfigMap } = kubernetes.core.v1;
  const { timeout } = config;
  const opts = {
    dependsOn: namespace ?? [],
    customTimeouts: { create: timeout, update: timeout, delete: timeout },
  };
  const object = kubernetesArgs<kubernetes.core.v1.ConfigMapArgs>(fillOutputs(engine, outputs));
  if (fillOutputs(config.namespace, outputs) !== config.namespace) {
    return new ConfigMap(`${name}-engine`, object, { ...opts, parent });
  }
  const provider = parent.getProvider("kubernetes:core/v1:ConfigMap");
  const thing = `${engine.metadata?.namespace}-engine`;
  return oncePerCluster(ofProgram(), thing, provider, (logicalName) => {
    const by = provider === undefined ? {} : { provider };
    return new ConfigMap(logicalName, object, { ...opts, ...by });
  });
}
