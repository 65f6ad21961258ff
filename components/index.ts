export { declareMocks, type Providers } from "../src/program/declareMocks.ts";
export {
  type DeclaredRoutes,
  declareRouting,
  type RoutingOptions,
} from "../src/program/declareRouting.ts";
export { mockNamespaces } from "../src/program/mockNamespace.ts";
export { type ProgramPlan, planProgram } from "../src/program/planProgram.ts";
export { imageProviders, kubernetesProvider } from "../src/program/providers.ts";
export { IstioLatency, type IstioLatencyArgs } from "./istioLatency.ts";
export { MockImage, type MockImageArgs } from "./mockImage.ts";
export { MockService, type MockServiceArgs } from "./mockService.ts";
export { PreviewGateway, type PreviewGatewayArgs } from "./previewGateway.ts";
export { PreviewReplica, type PreviewReplicaArgs } from "./previewReplica.ts";
export { RoutingClaims } from "./routingClaims.ts";
export { ServiceRouter, type ServiceRouterArgs } from "./serviceRouter.ts";
