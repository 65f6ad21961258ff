import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import { loadTestTitle } from "../../campaign/loadTestOf.ts";
import { givenImages } from "../../emit/loadtest/filledLoadTest.ts";
import { loadTestDockerfiles } from "../../emit/loadtest/loadTestDockerfile.ts";
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
  const dockerfiles = loadTestDockerfiles(config.images);
  const image = (kind: "locust" | "jobs", given: string | undefined) =>
    given === undefined
      ? built(config, { kind, dockerfile: dockerfiles[kind] ?? "" }, outputs, parent)
      : pulumi.output(fillOutputs(given, outputs));
  return { locustImage: image("locust", locustImage), jobsImage: image("jobs", jobsImage) };
}

function built(
  config: LoadTestConfig,
  { kind, dockerfile }: { kind: "locust" | "jobs"; dockerfile: string },
  outputs: Outputs,
  parent: pulumi.ComponentResource,
): pulumi.Output<string> {
  const { images, timeout } = config;
  const { registry, platforms } = images;
  const stack = pulumi.getStack();
  const repository = `${loadTestTitle(config)}-${kind}`;
  // Relative to the program's folder, so that the state is the same on every machine.
  const context = `.understudy/${stack}/${repository}`;
  mkdirSync(context, { recursive: true });
  writeFileSync(join(context, "Dockerfile"), dockerfile);
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
      // Makes BuildKit write fixed timestamps.
      buildArgs: { SOURCE_DATE_EPOCH: "0" },
      labels: { "org.opencontainers.image.title": repository, "dev.understudy.stack": stack },
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
