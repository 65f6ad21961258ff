import * as kubernetes from "@pulumi/kubernetes";
import { expect, test } from "vitest";
import { IstioLatency } from "../../components/istioLatency.ts";
import type { LoadedMock } from "../../config/load.ts";
import { mockVirtualService } from "../../emit/virtualService.ts";
import { UserError } from "../../problem.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";
import { type Run, runProgram } from "../pulumi.ts";

const table = tableOf(["GET /pets"]);
const delayed = loadedMock(table, { default: { kind: "fixed", ms: 120 }, routes: {} });

test("delays in the mesh are one VirtualService, as it was emitted", async () => {
  const { declared } = await declare(delayed);
  expect(declared).toEqual([
    { type: "pulumi:providers:kubernetes", name: "kubernetes", inputs: {} },
    {
      type: "understudy:index:IstioLatency",
      name: "payments",
      inputs: { spec: "specs/payments.yaml" },
    },
    {
      type: "kubernetes:networking.istio.io/v1:VirtualService",
      name: "payments-virtual-service",
      inputs: mockVirtualService(delayed),
      parent: "understudy:index:IstioLatency::payments",
      provider: "kubernetes",
    },
  ]);
});

test("where the mesh has nothing to do the component is empty", async () => {
  const { declared } = await declare(loadedMock(table, { routes: {} }));
  expect(declared.map(({ type }) => type)).toEqual([
    "pulumi:providers:kubernetes",
    "understudy:index:IstioLatency",
  ]);
});

test("a delay that Istio cannot make is refused before anything is declared", async () => {
  const tiny = loadedMock(table, { default: { kind: "fixed", ms: 0.2 }, routes: {} });
  await expect(declare(tiny)).rejects.toThrow(UserError);
});

function declare(mock: LoadedMock): Promise<Run<IstioLatency>> {
  return runProgram(() => {
    const provider = new kubernetes.Provider("kubernetes");
    return new IstioLatency("payments", { mock }, { provider });
  });
}
