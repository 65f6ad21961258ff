import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ServiceConfig } from "../campaign/campaign.ts";
import type { PodObjects } from "../emit/mock/podObjects.ts";
import { declareShared } from "./declareShared.ts";
import { kubernetesArgs } from "./kubernetesArgs.ts";
import { fillOutputs, type Outputs } from "./outputs.ts";
import { type ExtraLabels, withLabels } from "./withLabels.ts";

/** The component whose children the objects are, and what it knows. */
interface Declarer {
  name: string;
  config: ServiceConfig;
  component: pulumi.ComponentResource;
  namespace: pulumi.Resource | undefined;
  image: pulumi.Input<string> | undefined;
  outputs?: Outputs;
  labels?: ExtraLabels;
}

/** Declares the objects of pods, and returns those that others wait for. */
export function declarePods(objects: PodObjects, declarer: Declarer) {
  const { name, config, component, namespace, image, outputs = {}, labels } = declarer;
  const { core, apps, autoscaling, policy } = kubernetes;
  const { timeout } = config;
  const customTimeouts = { create: timeout, update: timeout, delete: timeout };
  const child = { parent: component, dependsOn: namespace ?? [], customTimeouts };
  const emitted = <Args>(object: object, slots = {}) =>
    withLabels(kubernetesArgs<Args & object>(fillOutputs(object, outputs), slots), labels);

  const asker = { name, config, outputs, component, namespace };
  const { ServiceAccount, ConfigMap } = core.v1;
  const account = declareShared(ServiceAccount, "account", objects.serviceAccount, asker);
  const configMapNames = Object.entries(objects.configMaps).map(([key, object]) => {
    const declared =
      key === "engine"
        ? declareShared(ConfigMap, key, object, asker)
        : new ConfigMap(`${name}-${key}`, emitted(object), child);
    return [`${key}ConfigMap`, declared.metadata.name];
  });
  const slots = {
    image,
    serviceAccount: account.metadata.name,
    ...Object.fromEntries(configMapNames),
  };
  const deployment = new apps.v1.Deployment(
    `${name}-deployment`,
    emitted(objects.deployment, slots),
    { ...child, dependsOn: account },
  );
  const { podDisruptionBudget, horizontalPodAutoscaler } = objects;
  if (podDisruptionBudget !== undefined) {
    new policy.v1.PodDisruptionBudget(
      `${name}-disruption-budget`,
      emitted(podDisruptionBudget),
      child,
    );
  }
  if (horizontalPodAutoscaler !== undefined) {
    new autoscaling.v2.HorizontalPodAutoscaler(
      `${name}-autoscaler`,
      emitted(horizontalPodAutoscaler),
      { ...child, dependsOn: deployment },
    );
  }
  return { account, deployment };
}
