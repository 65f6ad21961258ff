import * as pulumi from "@pulumi/pulumi";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import { givenImages } from "../../emit/loadtest/filledLoadTest.ts";
import {
  type LoadTestImageBuild,
  type LoadTestImageKind,
  loadTestImageBuilds,
  loadTestImageName,
  writeLoadTestContext,
} from "../../emit/loadtest/loadTestImageBuilds.ts";
import { ecrRepository } from "../ecrRepository.ts";
import { builderOf, otherRepository } from "../otherRepository.ts";
import { fillOutputs, type Outputs } from "../outputs.ts";
import { requirePeer } from "../requirePeer.ts";

/** Images of a load test by their slots. */
export interface LoadTestImageOutputs {
  locustImage: pulumi.Output<string>;
  jobsImage: pulumi.Output<string>;
}

/** Returns the images of a load test: those that the stack names, or those that are built, by digest. */
export function loadTestImages(
  config: LoadTestConfig,
  outputs: Outputs,
  parent: pulumi.ComponentResource,
): LoadTestImageOutputs {
  const { locustImage, jobsImage } = givenImages({ config });
  const builds = loadTestImageBuilds(config, pulumi.getStack());
  const image = (wanted: LoadTestImageKind, given: string | undefined) => {
    const build = builds.find(({ kind }) => kind === wanted);
    return build === undefined
      ? pulumi.output(fillOutputs(given ?? "", outputs))
      : built(config, build, outputs, parent);
  };
  return { locustImage: image("locust", locustImage), jobsImage: image("jobs", jobsImage) };
}

function built(
  config: LoadTestConfig,
  build: LoadTestImageBuild,
  outputs: Outputs,
  parent: pulumi.ComponentResource,
): pulumi.Output<string> {
  const { images, timeout } = config;
  const { registry, platforms } = images;
  const stack = pulumi.getStack();
  const repository = loadTestImageName(config, build.kind);
  // Relative to the program's folder, so that the state is the same on every machine.
  const context = writeLoadTestContext(`.understudy/${stack}/${repository}`, build);
  if (registry.kind === "none") throw new Error("an image that is built has a registry");
  const { url, registries } =
    registry.kind === "ecr"
      ? ecrRepository(repository, { config: { adopt: false }, repository }, parent)
      : otherRepository(registry, repository, outputs);
  const { Image } = requirePeer("@pulumi/docker-build");
  const image = new Image(
    `${repository}-image`,
    {
      context: { location: context },
      buildArgs: build.buildArgs,
      labels: build.labels,
      platforms,
      tags: [pulumi.interpolate`${url}:${stack}`],
      registries,
      push: true,
      // So that a preview needs neither a builder, nor the base image, nor the registry.
      buildOnPreview: false,
      ...builderOf({ builder: images.builder }),
    },
    { parent, customTimeouts: { create: timeout, update: timeout } },
  );
  return pulumi.interpolate`${url}@${image.digest}`;
}
