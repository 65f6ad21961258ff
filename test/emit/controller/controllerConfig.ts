import type { ControllerConfig } from "../../../src/campaign/controller.ts";
import { readStack } from "../../../src/config/read.ts";

/** Returns the settings of a controller, as a stack that says these has them. */
export function controllerConfig(said: Record<string, unknown>): ControllerConfig {
  const controller = { github: { secret: "github" }, image: "controller:1", ...said };
  const { campaign, problems } = readStack({ controller }, { stack: "stg", file: "stack.yaml" });
  if (campaign.controller === undefined || problems.length > 0) {
    throw new Error(JSON.stringify(problems));
  }
  return campaign.controller;
}
