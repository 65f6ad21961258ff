import type * as pulumi from "@pulumi/pulumi";
import type { ServiceConfig } from "../campaign/campaign.ts";
import { mockNames } from "../campaign/mockNames.ts";
import { kubernetesArgs } from "./kubernetesArgs.ts";
import { fillOutputs, type Outputs } from "./outputs.ts";
import { markOwner } from "./running/ownedByStack.ts";
import { oncePerCluster, perProgram } from "./running/perProgram.ts";

const ofProgram = perProgram<pulumi.CustomResource>();

/** A kind of Kubernetes object, as Pulumi's class. */
type Kind<T> = new (name: string, args: object, opts: pulumi.CustomResourceOptions) => T;

/** The mock that needs an object. */
interface Asker {
  name: string;
  config: ServiceConfig;
  outputs: Outputs;
  component: pulumi.ComponentResource;
  namespace: pulumi.Resource | undefined;
}

/**
 * Returns an object that all mocks of a namespace share. The first mock declares it, outside of its own resource tree, so
 * that it stays when that mock is removed. Pulumi makes its name from the logical one and random digits: two stacks that
 * use the same namespace have two, and an object that is replaced gets a new name. If the name of the namespace is an
 * Output, the object is the mock's own child, because it is not known which mocks share it.
 *
 * @param part what the object is to the mocks; the end of its logical name
 */
export function declareShared<T extends pulumi.CustomResource>(
  Kind: Kind<T>,
  part: "engine" | "account",
  object: object,
  { name, config, outputs, component, namespace }: Asker,
): T {
  const { timeout } = config;
  const opts = {
    dependsOn: namespace ?? [],
    customTimeouts: { create: timeout, update: timeout, delete: timeout },
  };
  const args = kubernetesArgs<object>(fillOutputs(object, outputs));
  if (fillOutputs(config.namespace, outputs) !== config.namespace) {
    return new Kind(`${name}-${part}`, args, { ...opts, parent: component });
  }
  const provider = component.getProvider("kubernetes:core/v1:ConfigMap");
  const shared = `${mockNames(config).namespace}-${part}`;
  const declared = oncePerCluster(ofProgram(), shared, provider, (logicalName) => {
    const by = provider === undefined ? {} : { provider };
    return new Kind(logicalName, args, { ...opts, ...by, transformations: [markOwner] });
  });
  // A part is always an object of the same kind.
  return declared as T;
}
