import { resolve } from "node:path";
import { dump } from "js-yaml";
import { buildsImage } from "../src/campaign/buildsImage.ts";
import type { Campaign } from "../src/campaign/campaign.ts";
import { podsConfig } from "../src/campaign/mockPods.ts";
import type { PreviewConfig } from "../src/campaign/routingConfig.ts";
import { readClusterRouting } from "../src/cluster/readClusterRouting.ts";
import { withLines } from "../src/config/lines.ts";
import { PROJECT } from "../src/config/stackFile.ts";
import type { KubernetesObject } from "../src/emit/common/kubernetesObject.ts";
import { type StackOwner, withOwner } from "../src/emit/common/stackOwner.ts";
import { objectsOfController } from "../src/emit/controller/controllerObjects.ts";
import { loadTestPrograms } from "../src/emit/loadtest/programs.ts";
import type { MockObjects } from "../src/emit/mock/mockObjects.ts";
import type { PodObjects } from "../src/emit/mock/podObjects.ts";
import type { Origin } from "../src/emit/preview/origin.ts";
import { NO_CLUSTER, objectsOfRouting } from "../src/emit/routingObjects.ts";
import { agentBundle } from "../src/laptop/agent/bundle.ts";
import { asTyped } from "../src/local/servedDocuments.ts";
import { loadStack } from "../src/plan/loadStack.ts";
import { type Manifest, manifests } from "../src/plan/manifests.ts";
import { faultless, planStack } from "../src/plan/planStack.ts";
import { attempt, formatProblem, type Problem, UserError } from "../src/problem.ts";
import { serverBundle } from "../src/server/bundle.ts";
import { fillSlots } from "../src/slots.ts";
import { formatTable } from "../src/textTable.ts";
import { defineCommand } from "./command/define.ts";
import type { Options, Values } from "./command/option.ts";
import { STRICT, stackOption } from "./commonOptions.ts";
import { imagePlaceholder, imagesOfController, parseImages } from "./imageOptions.ts";
import { readOriginFiles } from "./originFiles.ts";
import { writeOwnFiles } from "./ownFiles.ts";
import { imagesOfLoadTest, objectsOfLoadTest, unknownSecrets } from "./renderLoadTest.ts";

const options = {
  stack: stackOption("Stack whose objects are written"),
  out: {
    type: "string",
    placeholder: "directory",
    required: true,
    completes: "folder",
    description: "Where the files go",
  },
  image: {
    type: "string",
    placeholder: "service=image",
    multiple: true,
    description:
      "Image of a service, preferably with its digest. An image that is not given is written as IMAGE-OF-<service>-SET-BY--image, which no cluster accepts",
  },
  origin: {
    type: "string",
    placeholder: "file",
    multiple: true,
    completes: "file",
    description:
      'What previews are copied from: the Deployments and Services of their namespaces, as "kubectl get deployments,services -n <namespace> -o yaml" writes them',
  },
  cluster: {
    type: "boolean",
    description:
      "Ask the stack's cluster for these, and for what other stacks declare for the same hosts",
  },
  "istio-revision": {
    type: "string",
    placeholder: "name",
    description: 'What "revision: auto" stands for, such as 1-24-3; only the cluster knows',
  },
  strict: STRICT,
  json: {
    type: "boolean",
    description: "Print one JSON object that lists the files, instead of the table",
  },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Writes the Kubernetes objects of a stack as YAML, one file each, for reviews, GitOps or kubectl. Needs neither a
    cloud nor Pulumi, and asks the cluster only with --cluster. In the directory, only files that an earlier call
    wrote are replaced or removed.`,
  options,
  examples: [
    "understudy render --stack kind --out manifests",
    "kubectl apply --server-side --recursive -f manifests",
  ],
  run: render,
});

async function render(values: Values<typeof options>): Promise<number> {
  const { stack, out, strict, json, "istio-revision": revision = "" } = values;
  const root = process.cwd();
  const loaded = loadStack(stack, root, { strict });
  const { campaign } = faultless(planStack(loaded));
  const images = parseImages(values.image, [
    ...campaign.services.map(podsConfig),
    ...(campaign.loadtests ?? []).flatMap(imagesOfLoadTest),
    ...imagesOfController(campaign),
  ]);
  const inStack = (problems: Problem[]) => withLines(problems, stack, root);
  const cluster = values.cluster
    ? await readClusterRouting(campaign, root)
    : { ...NO_CLUSTER, origins: originsIn(values.origin, campaign, inStack) };
  const known = {
    ...{ engineBundle: serverBundle, loadTestPrograms, agentProgram: agentBundle },
    ...{ revision, cluster },
  };
  const { mocks, sharedPods, routing, loadTests, controller, warnings } = faultless(
    planStack(loaded, known),
  );
  const owner = { project: PROJECT, stack };
  const imageOf = (name: string) => images.get(name) ?? imagePlaceholder(name);
  const sources = [
    ...mocks.map(({ mock, objects }) => ({ name: mock.config.name, objects })),
    ...sharedPods.map(({ config, objects }) => ({ name: config.name, objects })),
  ].map(({ name, objects }) => ({
    objects: withSharedOwner(objects, owner),
    image: imageOf(name),
  }));
  const others = [
    ...objectsOfRouting(routing),
    ...loadTests.flatMap((test) => objectsOfLoadTest(test, images)),
    ...(controller ? objectsOfController(controller) : []).map((object) =>
      fillSlots(object, { image: imageOf(controller?.config.name ?? "") }),
    ),
  ];
  const written = manifests(sources, others).map(({ file, object }) => ({
    file,
    object: withOwner(object, owner),
  }));
  writeOwnFiles(
    // npm runs scripts in the project's folder. INIT_CWD is the folder in which the user typed the path.
    resolve(process.env.INIT_CWD ?? "", out),
    new Map(written.map(({ file, object }) => [file, toYaml(object, stack)])),
  );

  const notices = [
    ...warnings,
    ...(values.cluster ? [] : inStack(unknownRoutes(campaign))),
    ...missingImages(campaign, images),
    ...inStack(loadTests.flatMap(unknownSecrets)),
    ...missingRevision(campaign, revision),
  ];
  for (const notice of notices) console.error(formatProblem(notice));
  console.log(json ? JSON.stringify({ stack, out, files: written.map(rowOf) }) : table(written));
  return 0;
}

/** Returns a mock's objects. Those that mocks share name their stack: their names are made from it too. */
function withSharedOwner<T extends MockObjects | PodObjects>(objects: T, owner: StackOwner): T {
  const { serviceAccount, configMaps } = objects;
  const { engine } = configMaps;
  return {
    ...objects,
    ...(serviceAccount && { serviceAccount: withOwner(serviceAccount, owner) }),
    configMaps: { ...configMaps, ...(engine && { engine: withOwner(engine, owner) }) },
  };
}

/** Returns the origins of previews from files. Without files they are unknown. */
function originsIn(
  files: string[],
  { previews = [] }: Campaign,
  inStack: (problems: Problem[]) => Problem[],
): Map<PreviewConfig, Origin> {
  if (previews.length > 0 && files.length === 0) {
    const what = "previews are copied from Deployments, which only the cluster knows";
    const fix = "Give them with --origin <file>, or ask the cluster with --cluster.";
    throw new UserError(inStack([{ where: previews[0]?.where ?? "previews", what, fix }]));
  }
  const problems: Problem[] = [];
  const paths = files.map(asTyped);
  const origins = attempt(problems, () => readOriginFiles(paths, previews));
  if (origins === undefined) throw new UserError(inStack(problems));
  return origins;
}

function unknownRoutes({ router }: Campaign): Problem[] {
  const [first] = router?.hosts ?? [];
  if (first === undefined) return [];
  const what =
    "the routes that other stacks declare for the hosts are missing: only the cluster knows them";
  return [{ where: first.where ?? first.host, what, fix: "Ask it with --cluster." }];
}

/**
 * Returns YAML without anchors. Texts that a YAML 1.1 reader such as Istio's would take for booleans or numbers are
 * quoted: js-yaml quotes texts that any version of YAML would read as something else.
 */
function toYaml(object: KubernetesObject, stack: string): string {
  const origin = `# Written by "understudy render --stack ${stack}": edit the stack, and write it again.\n`;
  return origin + dump(object, { noRefs: true, lineWidth: -1 });
}

function missingImages(campaign: Campaign, images: Map<string, string>): Problem[] {
  const { services, loadtests = [] } = campaign;
  const missing = [
    ...services.map(podsConfig),
    ...loadtests.flatMap(imagesOfLoadTest),
    ...imagesOfController(campaign),
  ]
    .filter(buildsImage)
    .map(({ name }) => name);
  return [...new Set(missing)]
    .filter((name) => !images.has(name))
    .map((name) => ({
      where: name,
      what: `the image is unknown here and written as ${imagePlaceholder(name)}`,
      fix: `Give it with --image ${name}=<image>, or name it in the stack.`,
    }));
}

function missingRevision({ stack, services }: Campaign, revision: string): Problem[] {
  const auto = services.some(({ istio }) => istio.enabled && istio.revision === "auto");
  if (!auto || revision !== "") return [];
  return [
    {
      where: `stack ${stack}`,
      what: "Istio's revision is auto, which only the cluster knows: the label istio.io/rev is left out",
      fix: "Give it with --istio-revision, or name it in the stack.",
    },
  ];
}

function table(written: Manifest[]): string {
  const rows = written
    .map(rowOf)
    .map(({ namespace, kind, name, file }) => [namespace, kind, name, file]);
  return formatTable([["NAMESPACE", "KIND", "NAME", "FILE"], ...rows], []);
}

function rowOf({ file, object: { kind = "", metadata = {} } }: Manifest) {
  return { namespace: metadata.namespace ?? "", kind, name: metadata.name ?? "", file };
}
