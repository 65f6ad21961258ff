import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import type { NetworkPolicy } from "kubernetes-types/networking/v1.d.ts";
import type { ControllerConfig } from "../../campaign/controller.ts";
import type { KubernetesObject } from "../common/kubernetesObject.ts";
import { type ControllerAccount, controllerAccount } from "./account.ts";
import { controllerDeployment } from "./deployment.ts";
import { controllerNetworkPolicy, controllerService } from "./network.ts";

/** The objects of the controller. The image in the Deployment is a slot, unless the stack names it. */
export interface ControllerObjects extends ControllerAccount {
  deployment: Deployment;
  service: Service;
  networkPolicy: NetworkPolicy;
}

/** The controller and what is declared for it. */
export interface PlannedController {
  config: ControllerConfig;
  objects: ControllerObjects;
}

export function planController(config: ControllerConfig): PlannedController {
  return {
    config,
    objects: {
      ...controllerAccount(config),
      deployment: controllerDeployment(config),
      service: controllerService(config),
      networkPolicy: controllerNetworkPolicy(config),
    },
  };
}

/** Returns all objects of the controller. */
export function objectsOfController({ objects }: PlannedController): KubernetesObject[] {
  const { roles, ...others } = objects;
  return [
    ...Object.values<KubernetesObject>(others),
    ...roles.flatMap(({ role, roleBinding }): KubernetesObject[] => [role, roleBinding]),
  ];
}
