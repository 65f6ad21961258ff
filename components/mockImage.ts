import type * as docker from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";
import type { Registry, ServiceConfig } from "../src/campaign/campaign.ts";
import { mockNames } from "../src/campaign/mockNames.ts";
import { imageBuild } from "../src/emit/mock/imageBuild.ts";
import { UserError } from "../src/problem.ts";
import { ecrRepository, type ImageRepository } from "./ecrRepository.ts";
import { requirePeer } from "./requirePeer.ts";

export interface MockImageArgs {
  /** The service whose image it is: registry, tags, platforms and builder are read from here. */
  config: ServiceConfig;
  /**
   * Folder that the image is built from, as `writeImageContext` makes it. Relative to the program, so that the state
   * says the same on every machine.
   */
  context: string;
}

/**
 * The image of one mock, in a repository of the mock's name: made at ECR, found there (`adopt`), or at any other
 * registry, where the first push makes it.
 *
 * The stack's name is its tag, and a label: so stacks that share a repository never share a digest, and removing one's
 * image does not remove another's.
 */
export class MockImage extends pulumi.ComponentResource {
  /** The image by its digest, which changes only with its content: `<repository>@sha256:…`. */
  readonly ref: pulumi.Output<string>;

  /** @throws {UserError} when the service has no registry. */
  constructor(name: string, args: MockImageArgs, opts?: pulumi.ComponentResourceOptions) {
    const { config, context } = args;
    const { registry } = config;
    if (registry.kind === "none") throw new UserError([noRegistry(name)]);

    super("understudy:index:MockImage", name, { context, registry: registry.kind }, opts);

    const docker = requirePeer("@pulumi/docker-build");
    const stack = pulumi.getStack();
    const repository = mockNames(config).resource;
    const { url, registries } =
      registry.kind === "ecr"
        ? ecrRepository(name, { config, repository }, this)
        : otherRepository(registry, repository);
    const image = new docker.Image(
      `${name}-image`,
      {
        context: { location: context },
        ...imageBuild(config, stack),
        tags: [pulumi.interpolate`${url}:${stack}`],
        registries,
        push: true,
        // A preview then needs neither a builder, nor the base image, nor the registry.
        buildOnPreview: false,
        ...builderOf(config),
      },
      { parent: this, customTimeouts: { create: config.timeout, update: config.timeout } },
    );

    this.ref = pulumi.interpolate`${url}@${image.digest}`;
    this.registerOutputs({ ref: this.ref });
  }
}

function noRegistry(name: string) {
  return {
    where: `MockImage "${name}"`,
    what: 'expected a registry, received "none"',
    fix: "Name a registry, or deliver the mock by configMap.",
  };
}

function otherRepository(
  registry: Extract<Registry, { kind: "url" }>,
  repository: string,
): ImageRepository {
  const { url, username, password } = registry;
  return {
    url: `${url}/${repository}`,
    registries:
      username === undefined || password === undefined
        ? []
        : [{ address: hostOf(url), username, password: pulumi.secret(password) }],
  };
}

function hostOf(address: string): string {
  return address.split("/")[0] ?? address;
}

function builderOf({
  build: { builder },
}: ServiceConfig): Pick<docker.ImageArgs, "builder" | "exec"> {
  return {
    ...(builder?.name === undefined ? {} : { builder: { name: builder.name } }),
    ...(builder?.exec === undefined ? {} : { exec: builder.exec }),
  };
}
