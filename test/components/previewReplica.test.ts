import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, expect, test, vi } from "vitest";
import { PreviewReplica } from "../../components/previewReplica.ts";
import type { PreviewConfig } from "../../src/campaign/routingConfig.ts";
import { previewObjects } from "../../src/emit/preview/previewObjects.ts";
import { withPlan } from "../../src/pulumi/planned.ts";
import { ORIGIN, PREVIEW } from "../emit/previewFixture.ts";
import { outputValue, owned, runProgram } from "../pulumi.ts";

const PARENT = "understudy:index:PreviewReplica::payments-pr-12.shop";
const PODS = "kubernetes:apps/v1:Deployment::payments-pr-12.shop-deployment";

afterEach(() => vi.restoreAllMocks());

function run(config: PreviewConfig, header?: string, origin = ORIGIN) {
  const replica = previewObjects(origin, config, "pr-12");
  return runProgram(() => {
    const provider = new kubernetes.Provider("kubernetes");
    const { service, namespace, key } = config;
    const args = withPlan({ service, namespace, key }, { config, replica, header });
    return new PreviewReplica("payments-pr-12.shop", args, { provider });
  }).then((run) => ({ ...run, replica, declared: run.declared.slice(1) }));
}

test("setup comes before the pods, the pods before their Service", async () => {
  const setup = { command: ["./migrate"], env: {}, timeout: "15m" };
  const { declared, replica } = await run({ ...PREVIEW, setup });
  const child = { parent: PARENT, provider: "kubernetes" };
  expect(declared).toEqual([
    {
      type: "understudy:index:PreviewReplica",
      name: "payments-pr-12.shop",
      inputs: { key: "pr-12" },
    },
    {
      type: "kubernetes:apps/v1:Deployment",
      name: "payments-pr-12.shop-deployment",
      inputs: owned(replica.deployment),
      dependsOn: ["kubernetes:batch/v1:Job::payments-pr-12.shop-setup"],
      ...child,
    },
    {
      type: "kubernetes:core/v1:Service",
      name: "payments-pr-12.shop-service",
      inputs: owned(replica.service),
      dependsOn: [PODS],
      ...child,
    },
    {
      type: "kubernetes:batch/v1:Job",
      name: "payments-pr-12.shop-setup",
      inputs: owned(replica.setupJob),
      // A minute more than the Job has.
      timeout: "960s",
      ...child,
    },
  ]);
});

test("a replica by subset has a DestinationRule and no Service, and says what that means", async () => {
  const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
  const { declared, replica } = await run({ ...PREVIEW, routeTo: "subset" });
  expect(declared.map(({ name }) => name)).toEqual([
    "payments-pr-12.shop",
    "payments-pr-12.shop-deployment",
    "payments-pr-12.shop-destination-rule",
  ]);
  expect(declared[2]).toMatchObject({ inputs: owned(replica.destinationRule), dependsOn: [PODS] });
  expect(warn).toHaveBeenCalledTimes(replica.warnings.length);
});

test("its outputs say how it is reached", async () => {
  const [port] = ORIGIN.service.spec?.ports ?? [];
  const service = {
    ...ORIGIN.service,
    spec: { ...ORIGIN.service.spec, ports: [{ ...port, port: 8080 }] },
  };
  const { result } = await run(PREVIEW, "x-try", { ...ORIGIN, service, services: [service] });
  expect(await outputValue(result.key)).toBe("pr-12");
  expect(await outputValue(result.headers)).toEqual({
    "x-try": "pr-12",
    baggage: "understudy=pr-12",
  });
  expect(await outputValue(result.curl)).toBe(
    "curl -H 'x-try: pr-12' http://payments.shop.svc.cluster.local:8080/",
  );
});
