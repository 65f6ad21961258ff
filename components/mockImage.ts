import * as pulumi from "@pulumi/pulumi";
import { mockNames } from "../src/campaign/mockNames.ts";
import { ownPods } from "../src/campaign/mockPods.ts";
import { imageBuild } from "../src/emit/mock/imageBuild.ts";
import { writeImageContext } from "../src/emit/mock/imageContext.ts";
import { mockContext } from "../src/plan/mockContext.ts";
import { UserError } from "../src/problem.ts";
import { ecrRepository } from "../src/pulumi/ecrRepository.ts";
import { builderOf, otherRepository } from "../src/pulumi/otherRepository.ts";
import { planMockService } from "../src/pulumi/planMockService.ts";
import { requirePeer } from "../src/pulumi/requirePeer.ts";
import { serverBundle } from "../src/server/bundle.ts";
import type { BuildArgs, RegistryArgs, TagsArgs } from "./imageArgs.ts";
import type { Engine } from "./mockServiceArgs.ts";

/** What an image is made of, and where it is pushed. */
export interface MockImageArgs {
  /**
   * Path of the OpenAPI document (2.0 to 3.2) or Postman collection, from the folder of the program.
   * @example "specs/payments.yaml"
   */
  spec: string;
  /**
   * Name of the microservice that is replaced.
   * @default the component's name
   * @example "payments"
   */
  name?: string;
  /**
   * End of the repository's name. A change replaces the repository.
   * @default "-prism-mock"
   */
  suffix?: string;
  /**
   * A part of the repository's name, so that several campaigns can exist side by side.
   * @default no such part
   * @example "black-friday"
   */
  campaign?: string;
  /**
   * The server: this project's, or stoplight/prism.
   * @default "understudy"
   */
  engine?: Engine;
  /**
   * The registry that the image is pushed to.
   * @default Amazon ECR, in the region and account of the AWS provider
   */
  registry?: RegistryArgs;
  /** Tags of the ECR repository. */
  tags?: TagsArgs;
  /**
   * Whether the ECR repository exists already: it is used as it is, and left on destroy.
   * @default false
   */
  adopt?: boolean;
  /** How the image is built. */
  build?: BuildArgs;
  /**
   * Pulumi's custom timeout for the image: how long Pulumi waits until it is made or changed.
   * @default "10m"
   */
  timeout?: string;
}

/**
 * The image of one mock, in a repository with the mock's name: created at ECR, looked up there (`adopt`), or at another
 * registry, where the first push creates it.
 *
 * The stack's name is the image's tag, and a label. So stacks that share a repository never share a digest, and
 * removing one stack's image does not remove another's.
 */
export class MockImage extends pulumi.ComponentResource {
  /** The image by its digest, which changes only with its content: `<repository>@sha256:…`. */
  readonly ref: pulumi.Output<string>;

  /** @throws {UserError} with every mistake in the arguments and in the document; nothing is declared then */
  constructor(name: string, args: MockImageArgs, opts?: pulumi.ComponentResourceOptions) {
    const { mock, outputs, pods = ownPods(mock) } = planMockService("MockImage", name, args);
    const { config } = pods;
    const { registry } = config;
    if (registry.kind === "none") throw new UserError([noRegistry(name)]);

    const stack = pulumi.getStack();
    const sources = mockContext(mock, { engineBundle: serverBundle });
    // Relative to the program's folder, so that the state is the same on every machine.
    const context = writeImageContext(`.understudy/${stack}/${config.name}`, pods, sources);

    super("understudy:index:MockImage", name, { context, registry: registry.kind }, opts);

    const { Image } = requirePeer("@pulumi/docker-build");
    const repository = mockNames(config).resource;
    const { url, registries } =
      registry.kind === "ecr"
        ? ecrRepository(name, { config, repository }, this)
        : otherRepository(registry, repository, outputs);
    const image = new Image(
      `${name}-image`,
      {
        context: { location: context },
        ...imageBuild(config, stack),
        tags: [pulumi.interpolate`${url}:${stack}`],
        registries,
        push: true,
        // So that a preview needs neither a builder, nor the base image, nor the registry.
        buildOnPreview: false,
        ...builderOf(config.build),
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
