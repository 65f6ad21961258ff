import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { buildsImage } from "../campaign/buildsImage.ts";
import type { ServiceConfig } from "../campaign/campaign.ts";
import { mockNames } from "../campaign/mockNames.ts";
import { holderOf, SOMEBODY } from "../cluster/ownership.ts";
import { withLines } from "../config/lines.ts";
import type { StackState } from "../emit/common/stackOwner.ts";
import type { Plan } from "../plan/planStack.ts";
import { type Problem, UserError } from "../problem.ts";
import { requirePeer } from "../pulumi/requirePeer.ts";
import { stackState } from "../pulumi/running/stackState.ts";

/** Empty if the engine, in a preview, does not ask yet. */
type Repository = Partial<Pick<aws.ecr.GetRepositoryResult, "arn" | "tags">>;

/**
 * Asks ECR for the repositories of the stack's images, before anything is made, through the provider that makes them. If
 * it cannot be asked, the provider has the last word.
 *
 * @param root folder of the stack's file
 * @throws {UserError} with every repository that is another's, or that is to be adopted and does not exist
 */
export async function checkRepositories(
  { campaign, mocks, sharedPods }: Plan,
  root: string,
  providers: readonly pulumi.ProviderResource[],
): Promise<void> {
  const state = await stackState();
  const own = mocks.filter(({ objects }) => objects.deployment !== undefined);
  const atEcr = [...own.map(({ mock }) => mock.config), ...sharedPods.map(({ config }) => config)]
    .filter(buildsImage)
    .filter(({ registry }) => registry.kind === "ecr");
  if (atEcr.length === 0 || state.uids === undefined) return;
  const { ecr, Provider } = requirePeer("@pulumi/aws");
  const provider = providers.find((one) => Provider.isInstance(one));
  const found = await Promise.all(
    atEcr.map(async (config) => {
      const { resource: name } = mockNames(config);
      try {
        const repository = await ecr.getRepository({ name }, { ...(provider && { provider }) });
        return problemOf(config, repository, state);
      } catch (error) {
        if (ABSENT.test(String(error))) return problemOf(config, undefined, state);
        const reason = String(error)
          .replace(/^Error: /, "")
          .replaceAll(/\s+/g, " ");
        pulumi.log.warn(`repository "${name}" could not be asked for: ${reason}`);
        return [];
      }
    }),
  );
  const problems = found.flat();
  if (problems.length > 0) throw new UserError(withLines(problems, campaign.stack, root));
}

/** How AWS, or the provider in its place, says that there is no such repository. */
const ABSENT = /RepositoryNotFoundException|couldn't find resource/i;

function problemOf(
  config: ServiceConfig,
  repository: Repository | undefined,
  state: StackState,
): Problem[] {
  const where = `${config.where ?? config.name}.registry`;
  const what = `repository "${mockNames(config).resource}"`;
  if (repository === undefined) {
    if (!config.adopt) return [];
    const fix = "Create it first, or remove adopt.";
    return [{ where, what: `${what} is to be used, but does not exist`, fix }];
  }
  const { arn, tags = {} } = repository;
  if (arn === undefined || state.repositories?.includes(arn)) return [];
  const holder = holderOf({ labels: tags, annotations: tags }, state);
  const ofStack = typeof holder !== "string" && holder.other !== SOMEBODY;
  if (!config.adopt) {
    const by = ofStack ? ` and belongs to ${holder.other}` : "";
    const fix = ofStack ? APART : `Write adopt: true to use it and keep it on destroy. ${APART}`;
    return [{ where, what: `${what} is to be created, but exists already${by}`, fix }];
  }
  if (!ofStack) return [];
  const why = "its destroy would remove it with all images";
  return [
    { where, what: `${what} is to be used, but was made by ${holder.other}: ${why}`, fix: APART },
  ];
}

const APART = "To create another one, change name, campaign or suffix.";
