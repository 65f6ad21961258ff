import * as pulumi from "@pulumi/pulumi";
import {
  IstioLatency,
  imageProviders,
  kubernetesProvider,
  MockImage,
  MockService,
  mockNamespaces,
  preflight,
  prepareMocks,
  resolveRevision,
  stackConfig,
  writeImageContext,
} from "./components/index.ts";
import { loadMocks } from "./config/load.ts";
import { mockNames } from "./config/mockNames.ts";
import { parseCampaign } from "./config.ts";

const stack = pulumi.getStack();
const campaign = parseCampaign(stackConfig(), { stack, file: `Pulumi.${stack}.yaml` });
const loaded = loadMocks(campaign, import.meta.dirname);
const revision = await resolveRevision(campaign);
const prepared = await prepareMocks(loaded, revision);
await preflight(campaign, prepared, import.meta.dirname);

const provider = kubernetesProvider(campaign);
const providers = imageProviders(campaign);
const namespaces = mockNamespaces(prepared, { provider });

/** What `istio.revision: auto` stands for in this cluster. */
export const istioRevision = revision || "none";

/** Where each service's callers are pointed at. */
export const mocks: Record<string, Pick<MockService, "url" | "host" | "curl">> = {};

for (const { mock, context, objects } of prepared) {
  const { config } = mock;
  const { name } = config;

  let image: pulumi.Output<string> | undefined;
  if (config.delivery === "image") {
    const folder = writeImageContext(`.understudy/${stack}/${name}`, mock, context);
    image = new MockImage(name, { config, context: folder }, { providers }).ref;
  }
  const namespace = namespaces.get(mockNames(config).namespace);
  const service = new MockService(name, { mock, objects, image, namespace }, { provider });
  const { virtualService } = objects;
  if (virtualService !== undefined) {
    new IstioLatency(name, { virtualService }, { provider, dependsOn: service });
  }
  mocks[name] = { url: service.url, host: service.host, curl: service.curl };
}
