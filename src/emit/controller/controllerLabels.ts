import type { ControllerConfig } from "../../campaign/controller.ts";
import { MANAGED_BY } from "../common/labels.ts";

/** Returns the labels of an object of the controller. Pods are selected by the first. */
export function controllerLabels({ name }: Pick<ControllerConfig, "name">): Record<string, string> {
  return { app: name, "app.kubernetes.io/part-of": "understudy", [MANAGED_BY]: "understudy" };
}
