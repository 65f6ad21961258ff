export { prepareRouting } from "../src/cluster/prepareRouting.ts";
export { writeImageContext } from "../src/emit/mock/imageContext.ts";
export { declareMocks, type Providers } from "../src/program/declareMocks.ts";
export {
  type DeclaredRoutes,
  declareRouting,
  type RoutingOptions,
} from "../src/program/declareRouting.ts";
export { mockNamespaces } from "../src/program/mockNamespace.ts";
export { preflight } from "../src/program/preflight.ts";
export { type PreparedMock, prepareMocks } from "../src/program/prepareMocks.ts";
export { imageProviders, kubernetesProvider } from "../src/program/providers.ts";
export { resolveRevision } from "../src/program/revision.ts";
export { stackConfig } from "../src/program/stackConfig.ts";
export { IstioLatency, type IstioLatencyArgs } from "./istioLatency.ts";
export { MockImage, type MockImageArgs } from "./mockImage.ts";
export { MockService, type MockServiceArgs } from "./mockService.ts";
export { PreviewGateway, type PreviewGatewayArgs } from "./previewGateway.ts";
export { PreviewReplica, type PreviewReplicaArgs } from "./previewReplica.ts";
export { RoutingClaims } from "./routingClaims.ts";
export { ServiceRouter, type ServiceRouterArgs } from "./serviceRouter.ts";
