import {
  declareMocks,
  declareRouting,
  imageProviders,
  kubernetesProvider,
  type MockService,
  planProgram,
} from "./components/index.ts";

const plan = await planProgram(import.meta.dirname);

const provider = kubernetesProvider(plan.campaign);
const providers = imageProviders(plan.campaign);
const services = declareMocks(plan.mocks, { provider, providers });
const routes = declareRouting(plan.routing, { provider, mocks: Object.values(services) });

/** What `istio.revision: auto` stands for in this cluster. */
export const istioRevision = plan.revision || "none";

/** Where each service's callers are pointed at. */
export const mocks: Record<string, Pick<MockService, "url" | "host" | "curl">> = Object.fromEntries(
  Object.entries(services).map(([name, { url, host, curl }]) => [name, { url, host, curl }]),
);

/** How each preview is reached. */
export const { previews, previewHosts } = routes;
