import type * as aws from "@pulumi/aws";
import type { types } from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceConfig } from "../campaign/campaign.ts";
import { ownerTags } from "../emit/common/stackOwner.ts";
import { requirePeer } from "./requirePeer.ts";
import { stackState } from "./running/stackState.ts";

/** Where an image is pushed, and with which credentials. */
export interface ImageRepository {
  /** Address without a tag: `registry.example.com/mocks/payments-prism-mock`. */
  url: pulumi.Input<string>;
  /** Empty if Docker on the machine that runs Pulumi is logged in already. */
  registries: types.input.RegistryArgs[];
}

/** Expires untagged images, but keeps the last three, which pods of recent updates may still pull. */
const LIFECYCLE_POLICY = {
  rules: [
    {
      rulePriority: 1,
      description: "Keep the last three images that a newer one has taken the tag from",
      selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 3 },
      action: { type: "expire" },
    },
  ],
};

/**
 * Returns a repository at ECR. It is created with its lifecycle policy and removed with all its images or, with
 * `adopt`, looked up and left unchanged. The account's registry settings decide whether images are scanned: ECR's own
 * setting for a repository is deprecated.
 */
export function ecrRepository(
  name: string,
  {
    config,
    repository: repositoryName,
  }: { config: Pick<ServiceConfig, "adopt" | "tags">; repository: string },
  parent: pulumi.Resource,
): ImageRepository {
  const aws = requirePeer("@pulumi/aws");
  const repository = config.adopt
    ? // Under the name of one that the stack made: that one stays then, as no longer the stack's.
      aws.ecr.Repository.get(`${name}-repository`, repositoryName, undefined, { parent })
    : ownRepository(name, config, repositoryName, parent);
  const token = aws.ecr.getAuthorizationTokenOutput(
    { registryId: repository.registryId },
    { parent },
  );
  return {
    url: repository.repositoryUrl,
    registries: [
      {
        address: token.proxyEndpoint,
        username: token.userName,
        password: pulumi.secret(token.password),
      },
    ],
  };
}

function ownRepository(
  name: string,
  { tags }: Pick<ServiceConfig, "tags">,
  repositoryName: string,
  parent: pulumi.Resource,
): aws.ecr.Repository {
  const aws = requirePeer("@pulumi/aws");
  const owner = pulumi.output(stackState()).apply((state) => ownerTags(state.owner));
  const costs = tags && { CostEnv: tags.environment, CostService: tags.service };
  const repository = new aws.ecr.Repository(
    `${name}-repository`,
    {
      name: repositoryName,
      forceDelete: true,
      tags: owner.apply((own) => ({ ...costs, ...own })),
    },
    { parent },
  );
  new aws.ecr.LifecyclePolicy(
    `${name}-lifecycle`,
    { repository: repository.name, policy: JSON.stringify(LIFECYCLE_POLICY) },
    { parent },
  );
  return repository;
}
