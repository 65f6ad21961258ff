import * as pulumi from "@pulumi/pulumi";
import {
  declareMocks,
  declareRouting,
  imageProviders,
  kubernetesProvider,
  type MockService,
  preflight,
  prepareMocks,
  prepareRouting,
  resolveRevision,
  stackConfig,
} from "./components/index.ts";
import { loadMocks } from "./src/campaign/loadMocks.ts";
import { parseCampaign } from "./src/config/loadCampaign.ts";

const stack = pulumi.getStack();
const root = import.meta.dirname;
const campaign = parseCampaign(stackConfig(), { stack, file: `Pulumi.${stack}.yaml` });
const loaded = loadMocks(campaign, root);
const revision = await resolveRevision(campaign);
const prepared = await prepareMocks(loaded, revision);
const routing = await prepareRouting(campaign, loaded, root);
await preflight(campaign, prepared, routing, root);

const provider = kubernetesProvider(campaign);
const services = declareMocks(prepared, { provider, providers: imageProviders(campaign) });
const routes = declareRouting(routing, { provider, mocks: Object.values(services) });

/** What `istio.revision: auto` stands for in this cluster. */
export const istioRevision = revision || "none";

/** Where each service's callers are pointed at. */
export const mocks: Record<string, Pick<MockService, "url" | "host" | "curl">> = Object.fromEntries(
  Object.entries(services).map(([name, { url, host, curl }]) => [name, { url, host, curl }]),
);

/** How each preview is reached. */
export const { previews, previewHosts } = routes;
