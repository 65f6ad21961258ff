import type { BuildConfig } from "../src/campaign/buildConfig.ts";
import { buildsImage } from "../src/campaign/buildsImage.ts";
import type { Campaign } from "../src/campaign/campaign.ts";
import type { ControllerConfig } from "../src/campaign/controller.ts";
import type { LoadTestConfig } from "../src/campaign/loadTest.ts";
import { mockNames } from "../src/campaign/mockNames.ts";
import { type MockPods, ownPods } from "../src/campaign/mockPods.ts";
import type { Registry } from "../src/campaign/registry.ts";
import { controllerBundle } from "../src/controller/entry/bundle.ts";
import type { ImageBuild } from "../src/emit/common/writeContext.ts";
import {
  controllerImageBuild,
  writeControllerContext,
} from "../src/emit/controller/controllerImage.ts";
import {
  loadTestImageBuilds,
  loadTestImageName,
  writeLoadTestContext,
} from "../src/emit/loadtest/loadTestImageBuilds.ts";
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
    and push them: those of mocks, those of load tests (loadtest-locust, loadtest-jobs), and that of the controller. "pulumi up" does all of this
    by itself: this command is for those who deploy what "understudy render" writes.

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
  const built = [...own, ...sharedPods].filter(({ config }) => buildsImage(config));
  const images = [
    ...built.map((pods) => mockImage(pods, campaign)),
    ...(campaign.loadtests ?? []).flatMap((config) => loadTestImages(config, campaign)),
    ...(campaign.controller ? controllerImages(campaign.controller, campaign) : []),
  ];
  if (json) console.log(JSON.stringify({ stack, images }));
  else for (const { command } of images) console.log(command.join(" "));
  if (images.length === 0) console.error(`stack ${stack}: there is no image to build.`);
  return 0;
}

interface ImageContext {
  /** As `render --image` names it. */
  service: string;
  repository: string;
  context: string;
  metadata: string;
  command: string[];
}

function mockImage(pods: MockPods, campaign: Campaign): ImageContext {
  const { config } = pods;
  const { stack } = campaign;
  const sources = podContext(pods, { engineBundle: serverBundle });
  const context = writeImageContext(`.understudy/${stack}/${config.name}`, pods, sources);
  const repository = `${addressOf(config.registry, campaign)}/${mockNames(config).resource}`;
  const build = { ...imageBuild(config, stack), builder: config.build.builder };
  return imageContext(config.name, { stack, repository, context, build });
}

function loadTestImages(config: LoadTestConfig, campaign: Campaign): ImageContext[] {
  const { registry, platforms, builder } = config.images;
  const { stack } = campaign;
  return loadTestImageBuilds(config, stack).map((image) => {
    const name = loadTestImageName(config, image.kind);
    const context = writeLoadTestContext(`.understudy/${stack}/${name}`, image);
    const repository = `${addressOf(registry, campaign)}/${name}`;
    return imageContext(name, {
      stack,
      repository,
      context,
      build: { ...image, platforms, builder },
    });
  });
}

function controllerImages(config: ControllerConfig, campaign: Campaign): ImageContext[] {
  if (config.image !== undefined) return [];
  const { name, registry } = config;
  const { stack } = campaign;
  const context = writeControllerContext(`.understudy/${stack}/${name}`, controllerBundle());
  const repository = `${addressOf(registry, campaign)}/${name}`;
  const build = { ...controllerImageBuild(config, stack), builder: config.build.builder };
  return [imageContext(name, { stack, repository, context, build })];
}

/** Returns the registry that Pulumi pushes to. At ECR the repository must exist already. */
function addressOf(registry: Registry, { aws }: Campaign): string {
  const [account] = aws?.accountIds ?? [];
  return registry.kind === "url" ? registry.url : `${account}.dkr.ecr.${aws?.region}.amazonaws.com`;
}

interface Build extends Pick<ImageBuild, "buildArgs" | "labels" | "platforms"> {
  /** The builder's own by default. */
  network?: string;
  builder?: BuildConfig["builder"];
}

/** No word of the command needs quotes in a shell: all are names, numbers and addresses that `config/` has checked. */
function imageContext(
  service: string,
  {
    stack,
    repository,
    context,
    build: { network, builder, platforms, buildArgs, labels },
  }: { stack: string; repository: string; context: string; build: Build },
): ImageContext {
  const metadata = `${context}.json`;
  const command = [
    ...["docker", "buildx", "build", "--push"],
    ...(network === undefined ? [] : [`--network=${network}`]),
    ...(builder?.name === undefined ? [] : [`--builder=${builder.name}`]),
    `--platform=${platforms.join(",")}`,
    ...Object.entries(buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...Object.entries(labels).map(([name, value]) => `--label=${name}=${value}`),
    ...[`--metadata-file=${metadata}`, `--tag=${repository}:${stack}`, context],
  ];
  return { service, repository, context, metadata, command };
}
