import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { LocalIntercept } from "../../components/localIntercept.ts";
import { standingAgent } from "../../src/emit/laptop/standingAgent.ts";
import { agentBundle } from "../../src/laptop/agent/bundle.ts";
import type { UserError } from "../../src/problem.ts";
import { outputValue, owned, runProgram } from "../pulumi.ts";

const FINGERPRINT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const ARGS = { service: "payments", namespace: "shop", key: "ann", fingerprints: [FINGERPRINT] };
const CONFIG = {
  ...{ ...ARGS, ports: { http: 80 }, image: "node:24-slim", pullSecrets: [], timeout: "10m" },
};
const child = {
  ...{ parent: "understudy:index:LocalIntercept::ann", provider: "kubernetes", timeout: "10m" },
};

test("the Service, which is the entry, comes after the pod, and the pod after its account", async () => {
  const { declared, result } = await runProgram(() => {
    const provider = new kubernetes.Provider("kubernetes");
    return new LocalIntercept("ann", ARGS, { provider });
  });
  const context = { stack: pulumi.getStack(), keyHeader: "x-preview", program: agentBundle() };
  const objects = standingAgent(CONFIG, context);
  const made = new Map(declared.map(({ name, ...one }) => [name, one]));
  expect(made.get("ann")?.inputs).toEqual({ key: "ann" });
  const parts = declared.filter(({ parent }) => parent === child.parent);
  const order = ["stateful-set", "service", "account", "network-policy"];
  expect(order.map((part) => parts.find(({ name }) => name === `ann-${part}`))).toEqual([
    {
      ...{ type: "kubernetes:apps/v1:StatefulSet", name: "ann-stateful-set", ...child },
      inputs: owned(objects.statefulSet),
      dependsOn: [
        "kubernetes:core/v1:ServiceAccount::ann-account",
        "kubernetes:networking.k8s.io/v1:NetworkPolicy::ann-network-policy",
      ],
    },
    {
      ...{ type: "kubernetes:core/v1:Service", name: "ann-service", ...child },
      inputs: owned(objects.service),
      dependsOn: ["kubernetes:apps/v1:StatefulSet::ann-stateful-set"],
    },
    {
      ...{ type: "kubernetes:core/v1:ServiceAccount", name: "ann-account", ...child },
      inputs: owned(objects.serviceAccount),
    },
    {
      ...{ type: "kubernetes:networking.k8s.io/v1:NetworkPolicy", name: "ann-network-policy" },
      ...child,
      inputs: owned(objects.networkPolicy),
    },
  ]);
  expect(await outputValue(result.entry)).toEqual({
    ...{ host: "payments.shop", key: "ann", to: "payments-laptop-ann.shop" },
  });
});

test("every mistake in its arguments is told before anything is declared", async () => {
  const args = { ...ARGS, key: "ANN", fingerprints: ["abc"] };
  const error = await runProgram(() => new LocalIntercept("ann", args)).catch((one) => one);
  const { problems } = error as UserError;
  expect(problems.map(({ where }) => where)).toEqual([
    'LocalIntercept "ann": key',
    'LocalIntercept "ann": fingerprints[0]',
  ]);
});
