import * as kubernetes from "@pulumi/kubernetes";
import { expect, test } from "vitest";
import { IstioLatency } from "../../components/istioLatency.ts";
import { mockObjects } from "../../src/emit/mock/mockObjects.ts";
import { withPlan } from "../../src/pulumi/planned.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";
import { owned, runProgram } from "../pulumi.ts";

const ARGS = { spec: "specs/payments.yaml", host: "payments.shop" };

test("delays in the mesh are one VirtualService, as it was emitted", async () => {
  const delays = { default: { kind: "fixed", ms: 120 }, routes: {} } as const;
  const mock = loadedMock(tableOf(["GET /pets"]), delays);
  const objects = mockObjects(mock, { revision: "" });
  const { virtualService } = objects;
  if (virtualService === undefined) throw new Error("nothing was emitted");
  const { declared } = await runProgram(() => {
    const provider = new kubernetes.Provider("kubernetes", { kubeconfig: "" });
    return new IstioLatency("payments", withPlan(ARGS, { mock, objects }), { provider });
  });
  expect(declared).toEqual([
    { type: "pulumi:providers:kubernetes", name: "kubernetes", inputs: { kubeconfig: "" } },
    { type: "understudy:index:IstioLatency", name: "payments", inputs: {} },
    {
      type: "kubernetes:networking.istio.io/v1:VirtualService",
      name: "payments-virtual-service",
      inputs: owned(virtualService),
      parent: "understudy:index:IstioLatency::payments",
      provider: "kubernetes",
    },
  ]);
});
