export { writeImageContext } from "../emit/imageContext.ts";
export { IstioLatency, type IstioLatencyArgs } from "./istioLatency.ts";
export { MockImage, type MockImageArgs } from "./mockImage.ts";
export { mockNamespaces } from "./mockNamespace.ts";
export { MockService, type MockServiceArgs } from "./mockService.ts";
export { type PreparedMock, prepareMocks } from "./prepareMocks.ts";
export { imageProviders, kubernetesProvider } from "./providers.ts";
export { resolveRevision } from "./revision.ts";
export { stackConfig } from "./stackConfig.ts";
