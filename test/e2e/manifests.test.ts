import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { KubernetesObject } from "../../src/emit/common/kubernetesObject.ts";
import { readDocuments } from "../../src/emit/mock/documents.ts";
import { mockObjects } from "../../src/emit/mock/mockObjects.ts";
import { manifests } from "../../src/plan/manifests.ts";
import { serverBundle } from "../../src/server/bundle.ts";
import { loadedMocks, parseCampaign } from "../config/stack.ts";
import { campaigns } from "./campaigns.ts";
import { ROOT, STACK } from "./project.ts";
import { kubectl, run } from "./run.ts";

/** How many campaigns of three services are tried. */
const CAMPAIGNS = 40;

/** Of the request that kubectl sends to the API server for each object. */
const DRY_RUN = ["apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", "-"];

describe.runIf(inject("context") !== "")(
  "the API server, with Istio's own schemas and rules",
  () => {
    let objects: KubernetesObject[];

    beforeAll(async () => {
      const engineBundle = serverBundle;
      objects = fc
        .sample(campaigns, { seed: 1, numRuns: CAMPAIGNS })
        .flatMap((settings, i) => objectsOf(settings, `${STACK}-${i}`, engineBundle));
      const names = namespaces(objects);
      await run("kubectl", ["apply", "--server-side", "-f", "-"], {
        input: list(
          names.map((name) => ({
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name, labels: LABELS },
          })),
        ),
      });
    });

    afterAll(async () => {
      await kubectl("delete", "namespaces", "-l", "understudy.dev/test=manifests", "--wait=false");
    });

    test("is shown every kind of object that there is", () => {
      expect([...new Set(objects.map(({ kind }) => kind))].sort()).toEqual([
        "ConfigMap",
        "Deployment",
        "HorizontalPodAutoscaler",
        "Namespace",
        "PodDisruptionBudget",
        "Service",
        "ServiceAccount",
        "VirtualService",
      ]);
    });

    test(`takes every object of ${CAMPAIGNS} campaigns, and knows each of its fields`, async () => {
      expect(objects.length).toBeGreaterThan(5 * CAMPAIGNS);
      const printed = await run("kubectl", DRY_RUN, { input: list(objects) });
      expect(printed.trim().split("\n").length).toBe(objects.length);
    });

    test("would refuse a field that Istio does not know", async () => {
      const virtualService = objects.find(({ kind }) => kind === "VirtualService");
      const wrong = { ...virtualService, spec: { hosts: ["a"], https: [] } };
      await expect(run("kubectl", DRY_RUN, { input: JSON.stringify(wrong) })).rejects.toThrow(
        ".spec.https: field not declared",
      );
    });
  },
);

/** Marks the namespaces that these tests make: dry runs need them to be there. */
const LABELS = { "understudy.dev/test": "manifests" };

function objectsOf(
  settings: Record<string, unknown>,
  campaign: string,
  engineBundle: () => string,
): KubernetesObject[] {
  const { defaults, ...rest } = settings;
  const said = { ...rest, defaults: { ...Object(defaults), campaign }, kubeContext: "none" };
  const mocks = loadedMocks(
    parseCampaign(said, { stack: STACK, file: `Pulumi.${STACK}.yaml` }),
    ROOT,
  );
  return manifests(
    mocks.map((mock) => ({
      objects: mockObjects(mock, {
        revision: "1-24-3",
        engineBundle,
        documents: readDocuments(mock),
      }),
      image: `registry.example.com/${mock.config.name}@sha256:${"0".repeat(64)}`,
    })),
  ).map(({ object }) => object);
}

function namespaces(objects: KubernetesObject[]): string[] {
  return [...new Set(objects.flatMap(({ metadata }) => metadata?.namespace ?? []))];
}

function list(items: KubernetesObject[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}
