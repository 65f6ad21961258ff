import * as pulumi from "@pulumi/pulumi";
import type { ControllerConfig } from "../../campaign/controller.ts";
import { controllerBundle } from "../../controller/entry/bundle.ts";
import {
  controllerImageBuild,
  writeControllerContext,
} from "../../emit/controller/controllerImage.ts";
import { ecrRepository } from "../ecrRepository.ts";
import { builderOf, otherRepository } from "../otherRepository.ts";
import { fillOutputs, type Outputs } from "../outputs.ts";
import { requirePeer } from "../requirePeer.ts";

/** Returns the controller's image: the one that the stack names, or one that is built, by digest. */
export function controllerImage(
  config: ControllerConfig,
  outputs: Outputs,
  parent: pulumi.ComponentResource,
): pulumi.Output<string> {
  const { name, image: given, registry, build, timeout } = config;
  if (given !== undefined) return pulumi.output(fillOutputs(given, outputs));
  if (registry.kind === "none") throw new Error("an image that is built has a registry");
  const stack = pulumi.getStack();
  // Relative to the program's folder, so that the state is the same on every machine.
  const context = writeControllerContext(`.understudy/${stack}/${name}`, controllerBundle());
  const { url, registries } =
    registry.kind === "ecr"
      ? ecrRepository(name, { config: { adopt: false }, repository: name }, parent)
      : otherRepository(registry, name, outputs);
  const { Image } = requirePeer("@pulumi/docker-build");
  const image = new Image(
    `${name}-image`,
    {
      context: { location: context },
      ...controllerImageBuild(config, stack),
      tags: [pulumi.interpolate`${url}:${stack}`],
      registries,
      push: true,
      // So that a preview needs neither a builder, nor the base image, nor the registry.
      buildOnPreview: false,
      ...builderOf(build),
    },
    { parent, customTimeouts: { create: timeout, update: timeout } },
  );
  return pulumi.interpolate`${url}@${image.digest}`;
}
