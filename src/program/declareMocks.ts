import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { IstioLatency } from "../../components/istioLatency.ts";
import { MockImage } from "../../components/mockImage.ts";
import { MockService } from "../../components/mockService.ts";
import { buildsImage } from "../campaign/buildsImage.ts";
import { mockNames } from "../campaign/mockNames.ts";
import { writeImageContext } from "../emit/mock/imageContext.ts";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import { mockContext } from "../plan/mockContext.ts";
import { serverBundle } from "../server/bundle.ts";
import { mockNamespaces } from "./mockNamespace.ts";

/** Providers of the cluster, and of what images are made with. */
export interface Providers {
  provider: kubernetes.Provider;
  providers: pulumi.ProviderResource[];
}

/** Declares a stack's mocks, each with its image and its delays, and returns them by their services' names. */
export function declareMocks(
  planned: readonly PlannedMock[],
  { provider, providers }: Providers,
): Record<string, MockService> {
  const namespaces = mockNamespaces(planned, { provider });
  const mocks: Record<string, MockService> = {};
  for (const { mock, objects } of planned) {
    const { config } = mock;
    const { name } = config;
    let image: pulumi.Output<string> | undefined;
    if (buildsImage(config)) {
      const context = mockContext(mock, { engineBundle: serverBundle() });
      const folder = writeImageContext(`.understudy/${pulumi.getStack()}/${name}`, mock, context);
      image = new MockImage(name, { config, context: folder }, { providers }).ref;
    }
    const namespace = namespaces.get(mockNames(config).namespace);
    const service = new MockService(name, { mock, objects, image, namespace }, { provider });
    const { virtualService } = objects;
    if (virtualService !== undefined) {
      new IstioLatency(name, { virtualService }, { provider, dependsOn: service });
    }
    mocks[name] = service;
  }
  return mocks;
}
