import { join } from "node:path";
import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { LoadedMock } from "../../src/campaign/loadMocks.ts";
import { mockObjects } from "../../src/emit/mock/mockObjects.ts";
import { loadedMocks, parseCampaign } from "../config/stack.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The document and latency file of this folder in a stack with default settings: the mesh makes the delays. */
export function loadFixture(): LoadedMock {
  return loadService("fixture", "test/conformance/fixture.yaml", {});
}

/** The same without a default: routes without a profile and requests without a route are not delayed. */
export function withoutDefault(mock: LoadedMock): LoadedMock {
  return { ...mock, plan: { routes: mock.plan.routes } };
}

/** One service of a stack with these settings. */
export function loadService(name: string, spec: string, settings: object): LoadedMock {
  const campaign = parseCampaign(
    { kubeContext: "test", services: [{ name, spec, registry: "localhost:5000", ...settings }] },
    { stack: "test", file: "Pulumi.test.yaml" },
  );
  const [mock] = loadedMocks(campaign, ROOT);
  if (mock === undefined) throw new Error(`${name} is not in the campaign`);
  return mock;
}

/** The VirtualService of a mock whose delays the mesh makes. */
export function virtualServiceOf(mock: LoadedMock): IVirtualService {
  const { virtualService } = mockObjects(mock, { revision: "" });
  if (virtualService === undefined) throw new Error("the mock has no VirtualService");
  return virtualService;
}
