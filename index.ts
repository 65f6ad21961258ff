import type { MockService } from "./components/index.ts";
import { checkRepositories } from "./src/program/checkRepositories.ts";
import { declareController } from "./src/program/declareController.ts";
import { declareLoadTests } from "./src/program/declareLoadTests.ts";
import { declareMocks } from "./src/program/declareMocks.ts";
import { declareRouting } from "./src/program/declareRouting.ts";
import { keepNamespaces } from "./src/program/keepNamespaces.ts";
import { planProgram } from "./src/program/planProgram.ts";
import { imageProviders, kubernetesProvider } from "./src/program/providers.ts";
import { settleRoutes } from "./src/program/settleRoutes.ts";
import { verifyMocks } from "./src/program/verifyMocks.ts";

const plan = await planProgram(import.meta.dirname);

const provider = kubernetesProvider(plan.campaign);
const images = imageProviders(plan.campaign);
await checkRepositories(plan, import.meta.dirname, images);
const services = declareMocks(plan, { kubernetes: provider, images });
await keepNamespaces(plan, provider);
const routes = declareRouting(plan, { provider, mocks: Object.values(services) });

/** The revision that `istio.revision: auto` resolved to in this cluster. */
export const istioRevision = plan.revision || "none";

/** The address of each mock, for its callers. */
export const mocks: Record<string, Pick<MockService, "url" | "host" | "curl">> = Object.fromEntries(
  Object.entries(services).map(([name, { url, host, curl }]) => [name, { url, host, curl }]),
);

/** How to reach each preview. */
export const { previews, previewHosts } = routes;

/** What the verification of each service found that has `verify: true`; left out if there is none. */
export const verified = verifyMocks(plan, services);

/** How to start each load test, and its dashboard. */
export const loadTests = declareLoadTests(plan, { kubernetes: provider, images });

declareController(plan, { kubernetes: provider, images });

await settleRoutes(plan, [...routes.entries, ...Object.values(services).map(({ url }) => url)]);
