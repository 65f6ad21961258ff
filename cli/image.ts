import { buildsImage } from "../src/campaign/buildsImage.ts";
import type { Campaign, ServiceConfig } from "../src/campaign/campaign.ts";
import { mockNames } from "../src/campaign/mockNames.ts";
import { ownPods } from "../src/campaign/mockPods.ts";
import { imageBuild } from "../src/emit/mock/imageBuild.ts";
import { writeImageContext } from "../src/emit/mock/imageContext.ts";
import { checkedStack } from "../src/plan/checkedStack.ts";
import { podContext } from "../src/plan/mockContext.ts";
import { serverBundle } from "../src/server/bundle.ts";
import { defineCommand } from "./command/define.ts";
import type { Options, Values } from "./command/option.ts";
import { STRICT, stackOption } from "./commonOptions.ts";

const options = {
  stack: stackOption("Stack whose images are built"),
  strict: STRICT,
  json: { type: "boolean", description: "Print one JSON object instead of commands" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Writes the build contexts of a stack's images to .understudy/<stack>/<service>/, and prints the commands that build
    and push them. "pulumi up" does all of this by itself: this command is for those who deploy what "understudy render"
    writes.

    Docker writes the digest to .understudy/<stack>/<service>.json, as "containerimage.digest".`,
  options,
  examples: [
    "understudy image --stack stg | sh -e",
    "understudy render --stack stg --out manifests --image payments=<repository>@<digest>",
  ],
  run: image,
});

async function image({ stack, strict, json }: Values<typeof options>): Promise<number> {
  const root = process.cwd();
  const { campaign, mocks, sharedPods } = checkedStack(stack, root, { strict });
  const own = mocks.map(({ mock }) => ownPods(mock)).filter(({ config }) => config.pods === "own");
  const images = [];
  for (const pods of [...own, ...sharedPods].filter(({ config }) => buildsImage(config))) {
    const { config } = pods;
    const folder = `.understudy/${stack}/${config.name}`;
    const sources = podContext(pods, { engineBundle: serverBundle });
    const context = writeImageContext(folder, pods, sources);
    const repository = repositoryOf(config, campaign);
    const metadata = `${context}.json`;
    const build = buildCommand(config, stack, `${repository}:${stack}`, metadata, context);
    images.push({ service: config.name, repository, context, metadata, command: build });
  }
  if (json) console.log(JSON.stringify({ stack, images }));
  else for (const { command } of images) console.log(command.join(" "));
  if (images.length === 0) console.error(`stack ${stack}: there is no image to build.`);
  return 0;
}

/** Returns the repository that Pulumi pushes to. At ECR it must exist already. */
function repositoryOf(config: ServiceConfig, { aws }: Campaign): string {
  const { registry } = config;
  const [account] = aws?.accountIds ?? [];
  const address =
    registry.kind === "url" ? registry.url : `${account}.dkr.ecr.${aws?.region}.amazonaws.com`;
  return `${address}/${mockNames(config).resource}`;
}

/** No word of the command needs quotes in a shell: all are names, numbers and addresses that `config/` has checked. */
function buildCommand(
  config: ServiceConfig,
  stack: string,
  tag: string,
  metadata: string,
  context: string,
): string[] {
  const { buildArgs, labels, platforms, network } = imageBuild(config, stack);
  const builder = config.build.builder?.name;
  return [
    ...["docker", "buildx", "build", "--push", `--network=${network}`],
    ...(builder === undefined ? [] : [`--builder=${builder}`]),
    `--platform=${platforms.join(",")}`,
    ...Object.entries(buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...Object.entries(labels).map(([name, value]) => `--label=${name}=${value}`),
    ...[`--metadata-file=${metadata}`, `--tag=${tag}`, context],
  ];
}
