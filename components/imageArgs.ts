import type { Input } from "@pulumi/pulumi";

/** A registry for images. */
export interface RegistryArgs {
  /**
   * Address without scheme and tag; the mock's name is added as the repository.
   * @example "registry.example.com/mocks"
   */
  url: Input<string>;
  /**
   * User of the registry. It needs `password`.
   * @default the login of Docker on the machine that runs Pulumi
   * @example "ci"
   */
  username?: Input<string>;
  /**
   * Password of that user. It is kept as a secret.
   * @default the login of Docker on the machine that runs Pulumi
   * @example config.requireSecret("registryPassword")
   */
  password?: Input<string>;
}

/** How images are built. */
export interface BuildArgs {
  /**
   * Docker's official image of Node 24 (Debian or Alpine), or one made from it. Prism has an image of its own.
   * @default "node:24-slim"
   */
  base?: string;
  /**
   * The platforms of the image: `linux/amd64`, `linux/arm64` or both.
   * @default ["linux/amd64"]
   */
  platforms?: string[];
  /**
   * The Buildx builder that builds.
   * @default Docker's current one
   */
  builder?: BuilderArgs;
}

/** A Buildx builder. */
export interface BuilderArgs {
  /**
   * Name of the builder.
   * @default Docker's current one
   * @example "default"
   */
  name?: string;
  /**
   * Whether Docker's own `buildx` builds, instead of the client built into Pulumi's provider.
   * @default false
   */
  exec?: boolean;
}

/** Tags of an ECR repository. */
export interface TagsArgs {
  /**
   * Value of the tag CostEnv.
   * @default "stg"
   */
  environment?: string;
  /**
   * Value of the tag CostService.
   * @default the microservice's name
   * @example "checkout"
   */
  service?: string;
}
