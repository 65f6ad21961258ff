import * as kubernetes from "@pulumi/kubernetes";
import { expect, test } from "vitest";
import { IstioLatency } from "../../components/istioLatency.ts";
import { mockVirtualService } from "../../src/emit/delays/virtualService.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";
import { runProgram } from "../pulumi.ts";

test("delays in the mesh are one VirtualService, as it was emitted", async () => {
  const delays = { default: { kind: "fixed", ms: 120 }, routes: {} } as const;
  const virtualService = mockVirtualService(loadedMock(tableOf(["GET /pets"]), delays));
  if (virtualService === undefined) throw new Error("nothing was emitted");
  const { declared } = await runProgram(() => {
    const provider = new kubernetes.Provider("kubernetes", { kubeconfig: "" });
    return new IstioLatency("payments", { virtualService }, { provider });
  });
  expect(declared).toEqual([
    { type: "pulumi:providers:kubernetes", name: "kubernetes", inputs: { kubeconfig: "" } },
    { type: "understudy:index:IstioLatency", name: "payments", inputs: {} },
    {
      type: "kubernetes:networking.istio.io/v1:VirtualService",
      name: "payments-virtual-service",
      inputs: virtualService,
      parent: "understudy:index:IstioLatency::payments",
      provider: "kubernetes",
    },
  ]);
});
