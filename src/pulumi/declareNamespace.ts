import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import { fillOutputs, type Outputs } from "./outputs.ts";
import { sharedNamespace } from "./sharedNamespace.ts";

/**
 * Returns the namespace that a mock waits for, or undefined if it only uses one. If the name of the namespace is an
 * Output, the namespace is the mock's own child, because it is not known which mocks share it.
 */
export function declareNamespace(
  name: string,
  { mock: { config }, objects }: PlannedMock,
  outputs: Outputs,
  parent: pulumi.ComponentResource,
): kubernetes.core.v1.Namespace | undefined {
  if (fillOutputs(config.namespace, outputs) === config.namespace) {
    const provider = parent.getProvider("kubernetes:core/v1:Namespace");
    return sharedNamespace(config, objects.namespace, provider, `MockService "${name}"`);
  }
  if (objects.namespace === undefined) return undefined;
  return new kubernetes.core.v1.Namespace(
    `${name}-namespace`,
    fillOutputs(objects.namespace, outputs),
    { parent },
  );
}
